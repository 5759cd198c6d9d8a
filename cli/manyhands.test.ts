/** The command as a shell sees it: what is on stdout, what on stderr, and how it exits. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, expect, test } from "vitest";
import { answerJson, answerProblem, fakeServer, someStatus } from "./fake-server.ts";

const folder = mkdtempSync(join(tmpdir(), "manyhands-cli-"));
const file = join(folder, "rows.csv");
writeFileSync(file, "exponent,kStart,kCount\n67,1,100\n");
afterAll(() => rmSync(folder, { recursive: true }));

const LAUNCHER = join(import.meta.dirname, "manyhands.mjs");
const { batchId } = someStatus();

async function run(args: readonly string[], nodeFlags: readonly string[] = []) {
  const env = { PATH: process.env["PATH"], MANYHANDS_KEY: "secret" };
  const child = spawn(process.execPath, [...nodeFlags, LAUNCHER, ...args], { env, cwd: folder });
  const [stdout, stderr, [status]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "exit")]);
  return { stdout, stderr, status: status as number };
}

test("submit prints the batch's id and nothing else", async () => {
  const [server] = await fakeServer((_asked, response) => answerJson(response, 201, someStatus()));
  const args = ["batch", "submit", file, "--kernel", "mersenne-tf", "--server", server];
  expect(await run(args)).toEqual({ stdout: `${batchId}\n`, stderr: "", status: 0 });
  expect(await run([...args, "--json"])).toEqual({ stdout: `{"batchId":"${batchId}"}\n`, stderr: "", status: 0 });
});

test("A refusal goes to stderr and makes the exit status 1", async () => {
  const [server] = await fakeServer((_asked, response) => answerProblem(response, "unknown-kernel", "There is no kernel x"));
  const { stdout, stderr, status } = await run(["batch", "submit", file, "--kernel", "x", "--server", server]);
  expect({ stdout, stderr, status }).toEqual({ stdout: "", stderr: "error: No such kernel\n  There is no kernel x\n", status: 1 });
});

test("A machine that watches gets a line of JSON for every change", async () => {
  const answers = [someStatus(), someStatus({ validated: 4, state: "finished" })];
  const [server] = await fakeServer((_asked, response) => answerJson(response, 200, answers.shift()));
  const { stdout, status } = await run(["batch", "status", batchId, "--watch", "--json", "--server", server]);
  const lines = stdout.trimEnd().split("\n");
  expect(lines.map((line) => (JSON.parse(line) as { validated: number }).validated)).toEqual([1, 4]);
  expect(status).toBe(0);
});

test("Results of a batch that still runs come with a note on stderr", async () => {
  const rows = '{"unit":0}\n';
  const [server] = await fakeServer(({ url }, response) =>
    url.includes("/results") ? response.end(rows) : answerJson(response, 200, someStatus()),
  );
  const { stdout, stderr, status } = await run(["batch", "results", batchId, "--server", server]);
  expect(stdout).toBe(rows);
  expect(stderr).toBe("note: the batch is still running; 3 of 4 units have no verdict yet\n");
  expect(status).toBe(0);
});

test("A Node that runs no TypeScript hands over to the one that was installed", async () => {
  const { stdout, status } = await run(["--version"], ["--no-strip-types"]);
  expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  expect(status).toBe(0);
});
