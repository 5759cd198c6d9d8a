import { expect, test } from "vitest";
import { fileCheckLineSchema } from "../../protocol/file-check.ts";
import { MAX_CHECKED_PROBLEMS } from "../../protocol/limits.ts";
import { doubler } from "../cell/testing/small-cell.ts";
import { linesStream, problemsOf } from "./check-file.ts";
import { csvRows } from "./csv-rows.ts";
import { ndjsonRows } from "./ndjson-rows.ts";
import type { RowReader } from "./raw-row.ts";

async function* pieces(...texts: string[]): AsyncGenerator<string> {
  yield* texts;
}

async function check(reader: RowReader, ...texts: string[]) {
  const body = await new Response(linesStream(problemsOf(reader(pieces(...texts), doubler.input), doubler, async () => []))).text();
  const lines = body
    .trimEnd()
    .split("\n")
    .map((line) => fileCheckLineSchema.parse(JSON.parse(line)));
  return { problems: lines.slice(0, -1), summary: lines.at(-1) };
}

test("B8 all problems of a file are told, and how many rows it has", async () => {
  const rows = Array.from({ length: 1_000 }, (_, i) => (i % 4 === 0 ? `{"x":"bad"}\n` : `{"x":${i}}\n`));
  const { problems, summary } = await check(ndjsonRows, rows.slice(0, 333).join(""), rows.slice(333).join(""));
  expect(problems).toHaveLength(250);
  expect(problems[1]).toEqual({ line: 5, field: "x", value: "bad", expected: "a whole number from 0 to 4294967295" });
  expect(summary).toEqual({ rows: 1_000, problems: 250, complete: true });
});

test("B8 a good file has a last line only, and an empty one a problem", async () => {
  expect(await check(csvRows, "x\n1\n2\n")).toEqual({ problems: [], summary: { rows: 2, problems: 0, complete: true } });
  expect(await check(csvRows, "x\n")).toMatchObject({ problems: [{ expected: "at least one row" }], summary: { problems: 1 } });
});

test("B8 what cannot be read further is told by its line, after what was found before", async () => {
  const { problems, summary } = await check(csvRows, 'x\nbad\n"2\n3\n');
  expect(problems).toMatchObject([{ line: 2 }, { expected: expect.stringContaining("Quote Not Closed") }]);
  expect(summary).toEqual({ rows: 1, problems: 2, complete: false });
});

test("B8 so many problems are told, and all are counted", async () => {
  const { problems, summary } = await check(ndjsonRows, "[]\n".repeat(MAX_CHECKED_PROBLEMS + 5));
  expect(problems).toHaveLength(MAX_CHECKED_PROBLEMS);
  expect(summary).toMatchObject({ problems: MAX_CHECKED_PROBLEMS + 5, complete: true });
});
