import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { answerJson, answerProblem, fakeServer, someStatus } from "../fake-server.ts";
import { connect } from "../server-client.ts";
import { openUpload, queryOf } from "./submit.ts";
import { readSweep } from "./sweep-file.ts";

const folder = mkdtempSync(join(tmpdir(), "manyhands-submit-"));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

test("A file goes up as it is, with its type, its length and the wishes that were given", async () => {
  const [server, asked] = await fakeServer((_asked, response) => answerJson(response, 201, someStatus()));
  const rows = "exponent,kStart,kCount\n67,1,100\n";
  const query = queryOf({ kernel: "mersenne-tf", name: "known factors", quorum: "2", json: true } as Parameters<typeof queryOf>[0]);
  const { batchId } = await connect(server, "secret").submit({ kernel: "", ...query }, openUpload(file("rows.CSV", rows)));
  expect(batchId).toBe(someStatus().batchId);
  expect(asked[0]).toMatchObject({ method: "POST", url: "/api/v1/batches?kernel=mersenne-tf&name=known+factors&quorum=2", body: rows });
  expect(asked[0]?.headers).toMatchObject({
    "content-type": "text/csv",
    "content-length": String(rows.length),
    authorization: "Bearer secret",
  });
});

test("NDJSON is told by its ending", () => {
  expect(openUpload(file("rows.ndjson", "{}")).contentType).toBe("application/x-ndjson");
  expect(openUpload(file("rows.jsonl", "{}")).contentType).toBe("application/x-ndjson");
});

test("A refusal before the whole file is sent is still read", async () => {
  const [server] = await fakeServer((_asked, response) => answerProblem(response, "wrong-key", "Not this one"), { readsBody: false });
  const big = file("big.csv", "exponent\n".repeat(1_000_000));
  await expect(connect(server, "wrong").submit({ kernel: "mersenne-tf" }, openUpload(big))).rejects.toThrow("Not this one");
});

test("A file of another kind, and one that is not there, are named", () => {
  expect(() => openUpload(file("rows.xlsx", ""))).toThrow("rows.xlsx: a name that ends in .csv, .ndjson or .parquet");
  expect(() => openUpload(join(folder, "none.csv"))).toThrow("none.csv: there is no such file");
});

test("S4 a sweep is read from its file, and the command line goes before it", () => {
  const fields = { exponent: { list: [67] }, kStart: { from: "1", to: "9" }, kCount: { value: 1 } };
  const sweep = readSweep(file("sweep.json", JSON.stringify({ kernel: "mersenne-tf", name: "from the file", fields })), {
    name: "named here",
    quorum: "3",
  });
  expect(sweep).toEqual({ kernel: "mersenne-tf", name: "named here", quorum: 3, fields });
});

test("S4 a file that is no sweep is named, with what is off", () => {
  expect(() => readSweep(file("list.json", "[1]"), {})).toThrow("list.json is no sweep");
  expect(() => readSweep(file("half.json", '{"kernel":"x","fields":{"a":{"from":1}}}'), {})).toThrow("fields.a");
  expect(() => readSweep(file("cut.json", "{"), {})).toThrow("cut.json is not JSON");
  expect(() => readSweep(join(folder, "none.json"), {})).toThrow("none.json: there is no such file");
});
