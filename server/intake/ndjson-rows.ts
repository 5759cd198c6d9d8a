/** Rows of newline-delimited JSON: one object a line, empty lines passed over. */
import { MAX_ROW_BYTES } from "../../protocol/limits.ts";
import { type RawRow, unreadable } from "./raw-row.ts";

export async function* ndjsonRows(text: AsyncIterable<string>): AsyncGenerator<RawRow> {
  let line = 0;
  let rest = "";
  for await (const chunk of text) {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    for (const content of lines) {
      line += 1;
      if (content.trim() !== "") yield toRow(content, line);
    }
    if (rest.length > MAX_ROW_BYTES) throw unreadable(line + 1, `at most ${MAX_ROW_BYTES} characters a line`);
  }
  if (rest.trim() !== "") yield toRow(rest, line + 1);
}

function toRow(content: string, line: number): RawRow {
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch {
    return { line, problem: { value: content.slice(0, 60), expected: "one JSON object on the line" } };
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return { line, fields: { ...value } };
  return { line, problem: { value: content.slice(0, 60), expected: "one JSON object on the line" } };
}
