/** Rows of newline-delimited JSON: one object a line, empty lines passed over. */
import { MAX_ROW_BYTES } from "../../protocol/limits.ts";
import { type RawRow, unreadable } from "./raw-row.ts";

export async function* ndjsonRows(text: AsyncIterable<string>): AsyncGenerator<readonly RawRow[]> {
  let line = 0;
  let rest = "";
  for await (const chunk of text) {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    const rows: RawRow[] = [];
    for (const content of lines) pushRow(rows, content, ++line);
    yield rows;
    if (rest.length > MAX_ROW_BYTES) throw tooLong(line + 1);
  }
  const rows: RawRow[] = [];
  pushRow(rows, rest, line + 1);
  yield rows;
}

function pushRow(rows: RawRow[], content: string, line: number): void {
  if (content.length > MAX_ROW_BYTES) throw tooLong(line);
  if (content.trim() !== "") rows.push(toRow(content, line));
}

const tooLong = (line: number): Error => unreadable(line, `at most ${MAX_ROW_BYTES} characters a line`);

const notAnObject = (content: string, line: number): RawRow => ({
  line,
  problem: { value: content.slice(0, 60), expected: "one JSON object on the line" },
});

function toRow(content: string, line: number): RawRow {
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch {
    return notAnObject(content, line);
  }
  return isObject(value) ? { line, fields: value } : notAnObject(content, line);
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value);
