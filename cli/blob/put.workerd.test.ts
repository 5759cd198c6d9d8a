/** A graph's way on the real server: put once, named by rows, fetched by two machines, and cut. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { endOfCommand } from "../../e2e/support/command.ts";
import { type Deployment, startDeployment } from "../../e2e/support/deployment.ts";
import { digestOf } from "../../protocol/digest.ts";
import { resultRowSchema } from "../../protocol/messages.ts";
import { graphBlobOf } from "../../worker-kernels/maxcut/graph.ts";

const folder = mkdtempSync(join(tmpdir(), "manyhands-blob-put-"));
let deployment: Deployment;

beforeAll(async () => {
  deployment = await startDeployment();
});
afterAll(async () => {
  await deployment.close();
  rmSync(folder, { recursive: true });
});

const manyhands = (...args: readonly string[]) =>
  endOfCommand(args, { PATH: process.env["PATH"], MANYHANDS_SERVER: deployment.url, MANYHANDS_KEY: deployment.operatorKey });

function file(name: string, content: string): string {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
}

/** A ring of eight: every edge can be cut. */
const RING = ["8 8", ...Array.from({ length: 8 }, (_, i) => `${i + 1} ${((i + 1) % 8) + 1} 1`)];

const submit = (name: string, graph: string) =>
  manyhands(
    "batch",
    "submit",
    file(name, `graph,vertices,seed,walkers,sweeps,temperatureStart,temperatureEnd\n${graph},8,1,4,1000,3072,205\n`),
    "--kernel",
    "maxcut",
  );

test("a graph is put, named, fetched and cut; putting it again sends nothing", async () => {
  const digest = digestOf(graphBlobOf(RING));
  const early = await submit("early.csv", digest);
  expect(early.stderr).toContain(`line 2, graph: found "${digest}", expected a blob that was put here before`);
  const path = file("ring.rud", `${RING.join("\n")}\n`);
  expect(await manyhands("blob", "put", path)).toEqual({ stdout: `${digest}\n`, stderr: "", status: 0 });
  const again = await manyhands("blob", "put", path, "--json", "--key", "wrong-but-not-needed");
  expect(JSON.parse(again.stdout)).toMatchObject({ file: path, sha256: digest });
  const { stdout, stderr } = await submit("ring.csv", digest);
  expect(stderr).toBe("");
  // One after the other: what the first one claims, the second one is asked to look at again (A5).
  const lent = [await manyhands("volunteer", "--until-idle", "--new-host"), await manyhands("volunteer", "--until-idle", "--new-host")];
  expect(lent.map(({ status }) => status)).toEqual([0, 0]);
  const results = await manyhands("batch", "results", stdout.trim());
  expect(resultRowSchema.parse(JSON.parse(results.stdout))).toMatchObject({ state: "validated", output: { cut: "8" } });
});

test("a file that is no graph is told by its line, and nothing is sent", async () => {
  const { stdout, stderr, status } = await manyhands("blob", "put", file("loop.rud", "2 1\n1 1 1\n"));
  expect({ stdout, status }).toEqual({ stdout: "", status: 1 });
  expect(stderr).toMatch(/loop\.rud:\nline 2/);
});
