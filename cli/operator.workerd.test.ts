/** An operator's whole way through the command, on the real server: answer for hosts, raise a batch, check what was granted. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ApiHost, enrolApiHost, madeUp, unitsOf } from "../e2e/support/api-host.ts";
import { endOfCommand } from "../e2e/support/command.ts";
import { type Deployment, startDeployment } from "../e2e/support/deployment.ts";
import { batchStatusSchema, hostFileSchema, kernelSchema, type ResultRow, resultRowSchema } from "../protocol/messages.ts";
import { type Manifest, manifestSchema } from "../worker-kernels/contract.ts";

const folder = mkdtempSync(join(tmpdir(), "manyhands-operator-"));
let deployment: Deployment;
let hosts: ApiHost[];

beforeAll(async () => {
  deployment = await startDeployment();
  hosts = await Promise.all([enrolApiHost(deployment.url), enrolApiHost(deployment.url), enrolApiHost(deployment.url)]);
});
afterAll(async () => {
  await deployment.close();
  rmSync(folder, { recursive: true });
});

const manyhands = (...args: readonly string[]) =>
  endOfCommand(args, { PATH: process.env["PATH"], MANYHANDS_SERVER: deployment.url, MANYHANDS_KEY: deployment.operatorKey });

async function submit(rows: readonly string[], ...options: readonly string[]): Promise<string> {
  const file = join(folder, "rows.csv");
  writeFileSync(file, `exponent,kStart,kCount\n${rows.join("\n")}\n`);
  const { stdout, stderr } = await manyhands("batch", "submit", file, "--kernel", "mersenne-tf", ...options);
  expect(stderr).toBe("");
  return stdout.trim();
}

async function answerAll(host: ApiHost | undefined): Promise<void> {
  for (const lease of (await host?.lease(100)) ?? []) {
    const answer = await host?.report(
      lease,
      unitsOf(lease).map((unit) => madeUp(unit)),
    );
    expect(answer?.status).toBe(200);
  }
}

/** What the documentation for researchers says: from a row and the manifest alone. */
function creditOfRow({ input, replicas }: ResultRow, { cost }: Manifest): number {
  const fields = Object.entries(cost.perField).map(([names, factor]) =>
    names.split("*").reduce((all, name) => all * Number(input[name]), factor),
  );
  const operations = fields.reduce((sum, more) => sum + more, cost.base);
  return Math.floor(operations / 432_000) * replicas;
}

test("P7 a host is shown, vouched for, and no more", async () => {
  const { hostId } = hosts[0] ?? {};
  const shown = await manyhands("host", "show", String(hostId));
  expect(shown).toMatchObject({ stderr: "", status: 0 });
  expect(shown.stdout).toMatch(/^vouched for +no$/m);
  expect((await manyhands("host", "vouch", String(hostId))).stdout).toMatch(/^vouched for +yes$/m);
  const unvouched = await manyhands("host", "unvouch", String(hostId), "--json");
  expect(hostFileSchema.parse(JSON.parse(unvouched.stdout))).toMatchObject({ hostId, vouched: false });
  expect(await manyhands("host", "vouch", "haaaaaaaaaaaaaaaa")).toMatchObject({
    stdout: "",
    status: 1,
    stderr: expect.stringMatching(/^error: No such host\n/),
  });
});

test("A10 a batch of single results becomes a quorum, and everything that it granted follows from its table", async () => {
  for (const { hostId } of hosts) await manyhands("host", "vouch", hostId);
  const rows = Array.from({ length: 30 }, (_, i) => `67,${1 + i * 100_000},${50_000 + 1_000 * i}`);
  const batchId = await submit(rows, "--assurance", "adaptive");
  await answerAll(hosts[0]);
  const provisional = await manyhands("batch", "status", batchId);
  expect(provisional.stdout).toMatch(/^kernel +mersenne-tf \S+, adaptive$/m);
  expect(provisional.stdout).toMatch(/^provisional +[1-9]\d*$/m);

  const lowered = await manyhands("batch", "raise", batchId, "--assurance", "certificate");
  expect(lowered).toMatchObject({
    stdout: "",
    status: 1,
    stderr: expect.stringContaining("a quorum of 2 to 10, which is what is stronger than adaptive"),
  });
  expect(await manyhands("batch", "raise", batchId)).toEqual({ stdout: `${batchId} is made sure by quorum 2\n`, stderr: "", status: 0 });
  for (const host of [...hosts, ...hosts]) await answerAll(host);

  const status = batchStatusSchema.parse(JSON.parse((await manyhands("batch", "status", batchId, "--json")).stdout));
  expect(status).toMatchObject({ state: "finished", validated: 30, held: 0, assurance: "quorum" });
  const table = (await manyhands("batch", "results", batchId)).stdout.trimEnd().split("\n");
  const results = table.map((line) => resultRowSchema.parse(JSON.parse(line)));
  expect(new Set(results.map(({ basis }) => basis))).toEqual(new Set(["established"]));
  const kernel = kernelSchema.parse(await (await fetch(`${deployment.url}/api/v1/kernels/mersenne-tf/${status.kernel.version}`)).json());
  const manifest = manifestSchema.parse(kernel.manifest);
  expect(status.microCobblestones).toBeGreaterThan(0);
  expect(results.reduce((sum, row) => sum + creditOfRow(row, manifest), 0)).toBe(status.microCobblestones);
  const csv = (await manyhands("batch", "results", batchId, "--format", "csv")).stdout.split(/\r?\n/);
  expect(csv[0]).toMatch(/replicas,assurance,basis,errorProbability$/);
  expect(csv[1]).toMatch(/,2,quorum,established,\d\.\d+e-7$/);
});
