/** Rows of a CSV file (RFC 4180; a byte order mark, CRLF and quoted newlines are understood). */
import type { Info } from "csv-parse";
import { CsvError, parse } from "csv-parse/stream";
import { MAX_ROW_BYTES } from "../../protocol/limits.ts";
import { ProblemError } from "../../protocol/problem.ts";
import { utf8StreamOf } from "./bytes.ts";
import { type RawRow, unreadable } from "./raw-row.ts";

/** What csv-parse gives with `info`: the cells, and the line the record ends on. */
interface CsvRecord {
  readonly record: string[];
  readonly info: Info;
}

export async function* csvRows(text: AsyncGenerator<string>): AsyncGenerator<RawRow> {
  let header: string[] | undefined;
  for await (const { record, info } of csvRecords(text)) {
    if (header === undefined) header = checkedHeader(record);
    else yield toRow(header, record, info.lines);
  }
}

async function* csvRecords(text: AsyncGenerator<string>): AsyncGenerator<CsvRecord> {
  const parser = parse({ info: true, relax_column_count: true, skip_empty_lines: true, trim: true, max_record_size: MAX_ROW_BYTES });
  try {
    yield* utf8StreamOf(text).pipeThrough(parser) as ReadableStream<CsvRecord>;
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const { lines } = error as CsvError & { lines?: number };
    throw unreadable(lines ?? 1, error.message);
  }
}

function checkedHeader(names: string[]): string[] {
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice === undefined) return names;
  throw new ProblemError("invalid-rows", `The column ${twice} is there twice`, [{ line: 1, field: twice, expected: "each column once" }]);
}

function toRow(header: readonly string[], cells: readonly string[], line: number): RawRow {
  if (cells.length !== header.length) {
    const value = `${cells.length} cells`;
    return { line, problem: { value, expected: `${header.length} cells, as the header has (${header.join(", ")})` } };
  }
  return { line, fields: Object.fromEntries(header.map((name, i) => [name, cells[i]])) };
}
