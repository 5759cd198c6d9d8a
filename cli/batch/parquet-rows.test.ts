import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parquetWriteBuffer } from "hyparquet-writer";
import { afterAll, expect, test } from "vitest";
import { parquetUpload } from "./parquet-rows.ts";

const folder = mkdtempSync(join(tmpdir(), "manyhands-parquet-"));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: ArrayBuffer | string): string {
  const path = join(folder, name);
  writeFileSync(path, typeof content === "string" ? content : new Uint8Array(content));
  return path;
}

test("B1 the rows of a Parquet file go up as NDJSON, to the last digit, row group by row group", async () => {
  const wide = Array.from({ length: 2_500 }, (_, i) => 9_007_199_254_740_993n + BigInt(i));
  const content = parquetWriteBuffer({
    columnData: [
      { name: "kStart", data: wide, type: "INT64" },
      { name: "exponent", data: wide.map((_, i) => i), type: "INT32" },
      { name: "note", data: wide.map((_, i) => (i === 0 ? null : `é${i}`)), type: "STRING" },
    ],
    rowGroupSize: 1_000,
  });
  const { contentType, stream, bytes } = await parquetUpload(file("rows.parquet", content));
  expect([contentType, bytes]).toEqual(["application/x-ndjson", undefined]);
  const lines = (await new Response(stream).text()).trimEnd().split("\n");
  expect(lines).toHaveLength(2_500);
  expect(lines[0]).toBe('{"kStart":"9007199254740993","exponent":0,"note":null}');
  expect(lines[2_499]).toBe('{"kStart":"9007199254743492","exponent":2499,"note":"é2499"}');
});

test("B3 a file that is no Parquet, and one that is not there, are named", async () => {
  await expect(parquetUpload(file("broken.parquet", "exponent,kStart\n"))).rejects.toThrow("broken.parquet cannot be read as Parquet");
  await expect(parquetUpload(join(folder, "none.parquet"))).rejects.toThrow("none.parquet: there is no such file");
});
