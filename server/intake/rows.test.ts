import { describe, expect, test } from "vitest";
import { ProblemError } from "../../protocol/problem.ts";
import { doubler } from "../cell/testing/small-cell.ts";
import type { NewUnit } from "../cell/tables/units.ts";
import { textOf } from "./bytes.ts";
import { csvRows } from "./csv-rows.ts";
import { takeRows } from "./intake.ts";
import { ndjsonRows } from "./ndjson-rows.ts";
import type { RawRow } from "./raw-row.ts";

type Reader = (text: AsyncGenerator<string>) => AsyncGenerator<RawRow>;

/** Bytes in pieces of `size`, as a network may cut them: in the middle of a line or of a letter. */
function inPieces(content: string | Uint8Array, size: number): ReadableStream<Uint8Array> {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  return new ReadableStream({
    start(controller) {
      for (let i = 0; i < bytes.length; i += size) controller.enqueue(bytes.slice(i, i + size));
      controller.close();
    },
  });
}

/** The one blob that was put here. */
const HERE = "a".repeat(64);

async function take(reader: Reader, content: string | Uint8Array, size = 7, manifest = doubler) {
  const units: NewUnit[] = [];
  try {
    await takeRows(reader(textOf(inPieces(content, size))), manifest, {
      append: async (block) => void units.push(...block),
      missingBlobs: async (digests) => digests.filter((digest) => digest !== HERE),
    });
    return { units: units.length };
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return { kind: error.kind, errors: error.errors, count: error.errorCount, kept: units.length };
  }
}

describe.each([
  ["CSV", csvRows, (rows: string[]) => ["x", ...rows].join("\n"), 2],
  ["NDJSON", ndjsonRows, (rows: string[]) => rows.map((x) => `{"x":${JSON.stringify(x)}}`).join("\n"), 1],
] as const)("%s", (_, reader, file, firstLine) => {
  test("B1 rows become units, however the bytes are cut", async () => {
    for (const size of [1, 3, 1_000]) expect(await take(reader, file(["1", "2", "3"]), size)).toEqual({ units: 3 });
  });

  test("B2 a bad row is named by line, field, value and what was expected, and nothing is kept", async () => {
    expect(await take(reader, file(["1", "twelve", "4294967296", "-1", "1.5", "0x10"]))).toEqual({
      kind: "invalid-rows",
      count: 5,
      kept: 0,
      errors: ["twelve", "4294967296", "-1", "1.5", "0x10"].map((value, i) => ({
        line: firstLine + 1 + i,
        field: "x",
        value,
        expected: "a whole number from 0 to 4294967295",
      })),
    });
  });

  test("B3 an empty file is refused", async () => {
    expect(await take(reader, "")).toMatchObject({ kind: "empty-batch" });
    expect(await take(reader, file([]))).toMatchObject({ kind: "empty-batch" });
  });

  test("B4 bytes that are not UTF-8 are refused", async () => {
    expect(await take(reader, new Uint8Array([120, 10, 0xff, 0xfe, 10]))).toMatchObject({ kind: "unreadable-file" });
  });

  test("B5 missing and unknown columns are told", async () => {
    const wrong = reader === csvRows ? "y\n1\n" : '{"y":"1"}\n';
    const told = await take(reader, wrong);
    expect(told.errors?.map(({ field }) => field)).toEqual(["x", "y"]);
  });
});

describe("CSV only", () => {
  test("a byte order mark, CRLF, quotes and empty lines are understood", async () => {
    expect(await take(csvRows, '\uFEFFx\r\n"1"\r\n\r\n 2 \r\n')).toEqual({ units: 2 });
  });

  test("a row with another number of cells is told by its line", async () => {
    expect(await take(csvRows, "x\n1\n2,3\n")).toMatchObject({ errors: [{ line: 3, value: "2 cells" }] });
  });

  test("a quote that never ends and a column that is there twice are refused", async () => {
    expect(await take(csvRows, 'x\n1\n"2\n3\n')).toMatchObject({ kind: "unreadable-file" });
    expect(await take(csvRows, "x,x\n1,2\n")).toMatchObject({ kind: "invalid-rows", errors: [{ line: 1, field: "x" }] });
  });
});

test("an input that is small as text and large for the kernel is refused", async () => {
  const fields = [{ name: "x", type: "u128" as const, array: true, description: "numbers" }];
  const manifest = { ...doubler, input: { fields } };
  const told = await take(csvRows, `x\n${"1 ".repeat(5_000)}\n${"1 ".repeat(4_000)}\n`, 1_000, manifest);
  expect(told).toMatchObject({
    kind: "invalid-rows",
    count: 1,
    kept: 0,
    errors: [{ line: 2, value: "80004 bytes as the kernel reads them" }],
  });
});

describe("NDJSON only", () => {
  test("numbers past 2^53 must be strings, for JSON has rounded them already", async () => {
    const told = await take(ndjsonRows, '{"x":9007199254740993}\n');
    expect(told.errors?.[0]).toMatchObject({ line: 1, field: "x", expected: expect.stringContaining("written as a string") });
  });

  test("a line that is no object is told", async () => {
    expect(await take(ndjsonRows, '{"x":1}\n[1]\n{"x":\n')).toMatchObject({ count: 2, errors: [{ line: 2 }, { line: 3 }] });
  });

  test("a line without end is refused before it fills the memory", async () => {
    expect(await take(ndjsonRows, "x".repeat(200_000), 10_000)).toMatchObject({ kind: "unreadable-file" });
  });
});

test("B7 a row that names a blob which is not here is named by line, field and digest, and nothing is kept", async () => {
  const ofBlobs: typeof doubler = {
    ...doubler,
    input: {
      fields: [
        { name: "block", type: "blob", description: "what many units share" },
        { name: "x", type: "u32", description: "a number" },
      ],
    },
  };
  const absent = "b".repeat(64);
  expect(await take(csvRows, `block,x\n${HERE},1\n${HERE},2`, 7, ofBlobs)).toEqual({ units: 2 });
  expect(await take(csvRows, `block,x\n${HERE},1\n${absent},2\n${HERE},3\n${absent},4`, 7, ofBlobs)).toEqual({
    kind: "invalid-rows",
    count: 2,
    kept: 0,
    errors: [3, 5].map((line) => ({ line, field: "block", value: absent, expected: "a blob that was put here before" })),
  });
});
