/**
 * Results as Parquet, a row group at a time. Whole numbers of up to 64 signed bits are INT32 and INT64, u64 is UINT_64,
 * and u128, which Parquet has no type for, is its decimal digits; arrays are lists.
 */
import type { SchemaElement } from "hyparquet";
import { ByteWriter, type ColumnSource, ParquetWriter } from "hyparquet-writer";
import type { FieldValue } from "../../protocol/layout/layout.ts";
import type { ResultRow } from "../../protocol/messages.ts";
import type { ResultPage } from "../cell/result-rows.ts";
import { type Column, columnsOf } from "./columns.ts";

/** Rows of one row group: some megabytes in memory, and enough for its overhead to be small. */
const GROUP_ROWS = 10_000;

export async function* parquetResults(pages: AsyncGenerator<ResultPage>): AsyncGenerator<Uint8Array> {
  const bytes = new ByteWriter();
  let rows: ResultRow[] = [];
  let file: { readonly columns: Column[]; readonly writer: ParquetWriter } | undefined;
  for await (const page of pages) {
    file ??= begin(bytes, columnsOf(page.manifest));
    rows.push(...page.rows);
    if (rows.length < GROUP_ROWS) continue;
    yield group(file, bytes, rows);
    rows = [];
  }
  if (file === undefined) throw new Error("results without a first page");
  if (rows.length > 0) yield group(file, bytes, rows);
  await file.writer.finish();
  yield taken(bytes);
}

function begin(writer: ByteWriter, columns: Column[]) {
  const schema: SchemaElement[] = [{ name: "root", num_children: columns.length }, ...columns.flatMap(elementsOf)];
  return { columns, writer: new ParquetWriter({ writer, schema, createdBy: "manyhands", statistics: false }) };
}

function group(
  { columns, writer }: { columns: Column[]; writer: ParquetWriter },
  bytes: ByteWriter,
  rows: readonly ResultRow[],
): Uint8Array {
  const columnData = columns.map((column): ColumnSource => ({
    name: column.name,
    data: rows.map((row) => valueOf(column, row)),
    offsetIndex: false,
  }));
  const written = writer.write({ columnData, rowGroupSize: GROUP_ROWS + rows.length });
  if (written !== undefined) throw new Error("a writer to memory has nothing to wait for");
  return taken(bytes);
}

/** What was written since the last time; the writer goes on counting from the file's beginning. */
function taken(bytes: ByteWriter): Uint8Array {
  const those = bytes.getBytes().slice();
  bytes.index = 0;
  return those;
}

/** The schema of a column, and of a list's elements. */
function elementsOf({ name, type, array }: Column): SchemaElement[] {
  const element = PARQUET_TYPES[type];
  if (!array) return [{ name, ...element, repetition_type: "OPTIONAL" }];
  return [
    { name, repetition_type: "OPTIONAL", num_children: 1, converted_type: "LIST" },
    { name: "list", repetition_type: "REPEATED", num_children: 1 },
    { name: "element", ...element, repetition_type: "REQUIRED" },
  ];
}

const INT64 = { type: "INT64" } as const;
const TEXT = { type: "BYTE_ARRAY", converted_type: "UTF8" } as const;

const PARQUET_TYPES: Readonly<Record<Column["type"], Omit<SchemaElement, "name">>> = {
  count: INT64,
  u32: INT64,
  i32: { type: "INT32" },
  i64: INT64,
  u64: { type: "INT64", converted_type: "UINT_64" },
  u128: TEXT,
  f64: { type: "DOUBLE" },
  text: TEXT,
  blob: TEXT,
};

function valueOf({ type, read }: Column, row: ResultRow): unknown {
  const value: FieldValue | undefined = read(row);
  if (value === undefined) return null;
  if (PARQUET_TYPES[type].type !== "INT64") return value;
  return Array.isArray(value) ? value.map((scalar) => BigInt(scalar)) : BigInt(value);
}
