import { describe, expect, test } from "vitest";
import { ProblemError } from "../../protocol/problem.ts";
import { doubler } from "../cell/testing/small-cell.ts";
import { textOf } from "./bytes.ts";
import { csvRows } from "./csv-rows.ts";
import { takeRows } from "./intake.ts";
import { ndjsonRows } from "./ndjson-rows.ts";
import type { RowReader } from "./raw-row.ts";

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

async function take(reader: RowReader, content: string | Uint8Array, size = 7, manifest = doubler) {
  const units: unknown[] = [];
  try {
    await takeRows(reader(textOf(inPieces(content, size)), manifest.input), manifest, {
      append: async ({ json, units: count }) => {
        units.push(...(JSON.parse(json) as unknown[]));
        expect(count).toBe((JSON.parse(json) as unknown[]).length);
      },
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

  test("B3 bytes that are not UTF-8 are refused by their line, however they are cut", async () => {
    const [head = "", bad = ""] = file(["é1", "?"]).split("?");
    const encoder = new TextEncoder();
    for (const wrong of [[0xff], [0xc3, 0x28], [0xe2, 0x82], [0xe9]]) {
      const content = new Uint8Array([...encoder.encode(head), ...wrong, ...encoder.encode(`${bad}\n`)]);
      for (const size of [1, 2, 3, 5, 1_000]) {
        expect(await take(reader, content, size)).toMatchObject({ kind: "unreadable-file", errors: [{ line: firstLine + 1 }], kept: 0 });
      }
    }
  });

  test("B3 text that ends in the middle of a letter is refused", async () => {
    const content = new Uint8Array([...new TextEncoder().encode(file(["1", "2"])), 0xe2, 0x82]);
    expect(await take(reader, content, 3)).toMatchObject({ kind: "unreadable-file", errors: [{ line: firstLine + 1 }] });
  });

  test("B3 a line of ten megabytes is refused by its line, before it fills the memory, however it is cut", async () => {
    const content = `${file(["1"])}\n${"7".repeat(10_000_000)}\n`;
    for (const size of [60_000, 20_000_000]) {
      expect(await take(reader, content, size)).toMatchObject({ kind: "unreadable-file", errors: [{ line: firstLine + 1 }], kept: 0 });
    }
  });

  test("B2 NaN, infinities and fractions are told", async () => {
    expect(await take(reader, file(["NaN", "Infinity", "1e3", "-0.5"]))).toMatchObject({ kind: "invalid-rows", count: 4 });
  });

  test("B1 a byte order mark and CRLF change nothing", async () => {
    for (const size of [1, 2, 1_000]) {
      const content = `\uFEFF${file(["1", "2"]).replaceAll("\n", "\r\n")}\r\n`;
      expect(await take(reader, content, size)).toEqual({ units: 2 });
    }
  });

  test("B4 numbers of 64 bits and more are kept to the last digit", async () => {
    const wide = { ...doubler, input: { fields: [{ name: "x", type: "u128" as const, description: "a number" }] } };
    const most = (2n ** 128n - 1n).toString();
    expect(await take(reader, file(["18446744073709551615", most]), 7, wide)).toEqual({ units: 2 });
    expect(await take(reader, file([(2n ** 128n).toString()]), 7, wide)).toMatchObject({ errors: [{ value: (2n ** 128n).toString() }] });
  });

  test("B5 missing and unknown columns are told", async () => {
    const wrong = reader === csvRows ? "y\n1\n" : '{"y":"1"}\n';
    const told = await take(reader, wrong);
    expect(told.errors?.map(({ line, field }) => [line, field])).toEqual([
      [1, "x"],
      [1, "y"],
    ]);
  });
});

describe("CSV only", () => {
  test("a byte order mark, CRLF, quotes and empty lines are understood", async () => {
    expect(await take(csvRows, '\uFEFFx\r\n"1"\r\n\r\n 2 \r\n')).toEqual({ units: 2 });
  });

  test("a quoted newline is part of its cell, and lines are counted on", async () => {
    const manifest = { ...doubler, input: { fields: [{ name: "x", type: "text" as const, description: "a text" }] } };
    expect(await take(csvRows, 'x\n"one\ntwo"\nthree\n', 7, manifest)).toEqual({ units: 2 });
    expect(await take(csvRows, 'x\n"one\ntwo"\nthree,3\n', 7, manifest)).toMatchObject({ errors: [{ line: 4 }] });
  });

  test("B5 columns that are missing, unknown or there twice are told once, together", async () => {
    const told = await take(csvRows, "y,y,z\n1,2,3\n4,5,6\n");
    expect(told).toMatchObject({ kind: "invalid-rows", count: 4, kept: 0 });
    expect(told.errors?.map(({ field }) => field)).toEqual(["x", "y", "y", "z"]);
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
