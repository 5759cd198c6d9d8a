/** The commands of `docs/researchers.md` that are marked with `run`, in their order, in one shell, against a real server. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ApiHost, madeUp, unitsOf } from "../e2e/support/api-host.ts";
import { type Deployment, startDeployment } from "../e2e/support/deployment.ts";
import { batchStatusSchema } from "../protocol/messages.ts";

const PAGE = join(import.meta.dirname, "../docs/researchers.md");
const COMMAND = join(import.meta.dirname, "manyhands.mjs");
const folder = mkdtempSync(join(tmpdir(), "manyhands-page-"));
let deployment: Deployment;
let volunteers: ApiHost[];

beforeAll(async () => {
  deployment = await startDeployment();
  volunteers = [await deployment.trustedHost(), await deployment.trustedHost()];
});
afterAll(async () => {
  await deployment.close();
  rmSync(folder, { recursive: true });
});

/** The blocks up to the one that waits for a finished batch, and that one. */
const [last = "", ...earlier] = [...readFileSync(PAGE, "utf8").matchAll(/^```sh run\n([\s\S]*?)^```$/gm)]
  .map(([, block = ""]) => block)
  .toReversed();

/** Runs a script as a reader would, whose `npx` finds this command. */
async function run(script: string): Promise<{ stdout: string; status: number; stderr: string }> {
  const npx = `npx() { shift; ${JSON.stringify(process.execPath)} ${JSON.stringify(COMMAND)} "$@"; }`;
  const env = { PATH: process.env["PATH"], HOME: folder, MANYHANDS_SERVER: deployment.url, MANYHANDS_KEY: deployment.operatorKey };
  const child = spawn("bash", ["--norc", "-euo", "pipefail", "-c", `${npx}\n${script}`], {
    cwd: folder,
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [stdout, stderr, [status]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "exit")]);
  return { stdout, stderr, status: status as number };
}

async function finish(batchId: string): Promise<void> {
  for (const host of volunteers) {
    for (let tries = 0; tries < 50 && (await deployment.status(batchId)).state !== "finished"; tries++) {
      for (const lease of await host.lease(20)) {
        await host.report(
          lease,
          unitsOf(lease).map((unit) => madeUp(unit)),
        );
      }
    }
  }
}

test("the commands on the researchers' page do what it says, one after the other", async () => {
  const script = earlier.toReversed().join("\n");
  const first = await run(`${script}\necho\necho "$SWEEP"`);
  expect(first).toMatchObject({ stderr: "", status: 0 });
  expect(first.stdout).toContain('{"rows":3,"problems":0,"complete":true}');
  const sweepId = first.stdout.trimEnd().split("\n").at(-1) ?? "";
  expect(await deployment.status(sweepId)).toMatchObject({ units: 2_000_000 });
  const { batchId, units } = batchStatusSchema.parse(JSON.parse(readFileSync(join(folder, "batch.json"), "utf8")));
  expect(units).toBe(3);

  await finish(batchId);
  expect(await deployment.status(batchId)).toMatchObject({ state: "finished" });
  const then = await run(`API=$MANYHANDS_SERVER/api/v1/batches AUTH="Authorization: Bearer $MANYHANDS_KEY" BATCH=${batchId}\n${last}`);
  expect(then).toMatchObject({ stderr: "", status: 0 });
  expect(then.stdout).toContain("is, byte for byte, the csv table of batch");
  expect(readFileSync(join(folder, "ranges-results.csv"), "utf8").trimEnd().split("\n")).toHaveLength(4);
  expect(readFileSync(join(folder, "some.ndjson"), "utf8")).toMatch(/^\{"unit":1,.*\}\n$/);
  expect(readFileSync(join(folder, "ranges-results.parquet")).subarray(0, 4).toString()).toBe("PAR1");
});
