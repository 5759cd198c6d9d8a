import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { fakeServer } from "../fake-server.ts";
import { connect } from "../server-client.ts";
import { formatOf, writeWhole } from "./results.ts";

function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "manyhands-results-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

test("A download lands in its file, byte for byte, and leaves nothing else behind", async () => {
  const rows = '{"unit":0}\n{"unit":1}\n';
  const [server, asked] = await fakeServer((_asked, response) => response.end(rows));
  const folder = emptyFolder();
  await writeWhole(join(folder, "results.ndjson"), await connect(server, "secret").results("x", { format: "ndjson" }));
  expect(readFileSync(join(folder, "results.ndjson"), "utf8")).toBe(rows);
  expect(readdirSync(folder)).toEqual(["results.ndjson"]);
  expect(asked[0]?.url).toBe("/api/v1/batches/x/results?format=ndjson");
});

test("A download that breaks off leaves the old file as it was", async () => {
  const [server] = await fakeServer((_asked, response) => {
    response.writeHead(200, { "content-length": "1000" }).write('{"unit":0}\n', () => response.destroy());
  });
  const folder = emptyFolder();
  writeFileSync(join(folder, "results.csv"), "old");
  const download = connect(server, "secret").results("x", { format: "csv" });
  await expect(download.then((body) => writeWhole(join(folder, "results.csv"), body))).rejects.toThrow("the download broke off");
  expect(readFileSync(join(folder, "results.csv"), "utf8")).toBe("old");
  expect(readdirSync(folder)).toEqual(["results.csv"]);
});

test("A folder that is not there is named", async () => {
  const [server] = await fakeServer((_asked, response) => response.end("{}\n"));
  const body = await connect(server, "secret").results("x", { format: "ndjson" });
  await expect(writeWhole(join(emptyFolder(), "none", "results.ndjson"), body)).rejects.toThrow(/cannot write the results: ENOENT/);
});

test("F1 the format is that of the file's name, and what is wished for goes to the server", async () => {
  expect(["a.csv", "b.PARQUET", "c.ndjson", "d.txt", undefined].map((name) => formatOf(name))).toEqual([
    "csv",
    "parquet",
    "ndjson",
    "ndjson",
    "ndjson",
  ]);
  const [server, asked] = await fakeServer((_asked, response) => response.end());
  await connect(server, "secret").results("x", { format: "csv", where: ["unit:gt:1", "unit:lt:5"], limit: "3", state: undefined });
  expect(asked[0]?.url).toBe("/api/v1/batches/x/results?format=csv&limit=3&where=unit%3Agt%3A1&where=unit%3Alt%3A5");
});
