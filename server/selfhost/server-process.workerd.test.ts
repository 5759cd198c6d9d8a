import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { CannotServe, type RunningServer, startServer } from "./server-process.ts";

let folder: string;
let server: RunningServer;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "manyhands-selfhost-"));
  server = await startServer(join(folder, "data"), 0);
});
afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true });
});

test("a port that another program has is told in one line, and that program is not taken for the server", async () => {
  const port = Number(new URL(server.url).port);
  const refused = startServer(join(folder, "other"), port);
  await expect(refused).rejects.toBeInstanceOf(CannotServe);
  await expect(refused).rejects.toThrow(`Port ${port} is taken by another program`);
});

test("the operator's key is its owner's to read alone, and stays the same", async () => {
  const { keyFile, operatorKey } = server.data;
  expect(((await stat(keyFile)).mode & 0o777).toString(8)).toBe("600");
  await server.stop();
  server = await startServer(join(folder, "data"), 0);
  expect(server.data.operatorKey).toBe(operatorKey);
});
