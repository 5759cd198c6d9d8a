/** Rows of a CSV file (RFC 4180; a byte order mark, CRLF and quoted newlines are understood). */
import { CsvError, parse } from "csv-parse/stream";
import { columns, describe } from "../../protocol/layout/parse-row.ts";
import type { Layout } from "../../protocol/layout/layout.ts";
import { MAX_ROW_BYTES } from "../../protocol/limits.ts";
import { type ProblemDetail, ProblemError } from "../../protocol/problem.ts";
import { type RawRow, unreadable } from "./raw-row.ts";

/** A record's cells, and the line that it ends on. */
interface CsvRecord {
  readonly cells: string[];
  readonly line: number;
}

export async function* csvRows(text: AsyncGenerator<string>, layout: Layout): AsyncGenerator<readonly RawRow[]> {
  let header: string[] | undefined;
  for await (const records of csvRecords(text)) {
    if (header === undefined && records[0] !== undefined) header = checkedHeader(records.shift()?.cells ?? [], layout);
    const names = header ?? [];
    yield records.map((record) => toRow(names, record));
  }
}

/** The records of each piece of the text. The parser hands them to a callback, so that none of them passes through a stream. */
async function* csvRecords(text: AsyncGenerator<string>): AsyncGenerator<CsvRecord[]> {
  let records: CsvRecord[] = [];
  const parser = parse({
    relax_column_count: true,
    skip_empty_lines: true,
    trim: true,
    max_record_size: MAX_ROW_BYTES,
    on_record(cells: string[], { lines: line }) {
      records.push({ cells, line });
    },
  });
  const writer = (parser.writable as WritableStream<Uint8Array>).getWriter();
  // It rejects as the writes do, and those are awaited.
  writer.closed.catch(() => undefined);
  const taken = (): CsvRecord[] => {
    const those = records;
    records = [];
    return those;
  };
  const encoder = new TextEncoder();
  for await (const piece of text) {
    await explained(writer.write(encoder.encode(piece)).then(() => writer.ready));
    yield taken();
  }
  await explained(writer.close());
  yield taken();
}

async function explained(step: Promise<unknown>): Promise<void> {
  try {
    await step;
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const { lines } = error as CsvError & { lines?: number };
    throw unreadable(lines ?? 1, error.message);
  }
}

/** A column that is missing, unknown or there twice is told once, and not in each row. */
function checkedHeader(names: string[], layout: Layout): string[] {
  const fields = layout.fields.map(({ name }) => name);
  const missing = layout.fields.filter(({ name }) => !names.includes(name));
  const unknown = names.filter((name) => !fields.includes(name));
  const twice = names.filter((name, i) => names.indexOf(name) !== i && fields.includes(name));
  const errors: ProblemDetail[] = [
    ...missing.map((field) => ({ field: field.name, expected: `${describe(field)}; the column is missing` })),
    ...unknown.map((field) => ({ field, expected: `no such column; the columns are ${columns(layout)}` })),
    ...twice.map((field) => ({ field, expected: "each column once" })),
  ];
  if (errors.length === 0) return names;
  const told = errors.map((error) => ({ line: 1, ...error }));
  throw new ProblemError("invalid-rows", "The file's columns are not those of the kernel's input; nothing was kept", told);
}

function toRow(header: readonly string[], { cells, line }: CsvRecord): RawRow {
  if (cells.length !== header.length) {
    const value = `${cells.length} cells`;
    return { line, problem: { value, expected: `${header.length} cells, as the header has (${header.join(", ")})` } };
  }
  const fields: Record<string, unknown> = {};
  for (let i = 0; i < header.length; i++) fields[header[i] ?? ""] = cells[i];
  return { line, fields };
}
