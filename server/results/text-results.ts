/** Results as NDJSON and as CSV. */
import { stringify } from "csv-stringify/sync";
import type { FieldValue } from "../../protocol/layout/layout.ts";
import type { ResultPage } from "../cell/result-rows.ts";
import { columnsOf } from "./columns.ts";

type Pages = AsyncGenerator<ResultPage>;

const encoder = new TextEncoder();

export async function* ndjsonResults(pages: Pages): AsyncGenerator<Uint8Array> {
  for await (const { rows } of pages) yield encoder.encode(rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
}

/** `header`: whether a first line names the columns. */
export async function* csvResults(pages: Pages, header: boolean): AsyncGenerator<Uint8Array> {
  let isFirst = header;
  for await (const { rows, manifest } of pages) {
    const columns = columnsOf(manifest);
    const lines = rows.map((row) => columns.map(({ read }) => cell(read(row))));
    yield encoder.encode(stringify(isFirst ? [columns.map(({ name }) => name), ...lines] : lines));
    isFirst = false;
  }
}

/** Arrays are separated by spaces, as they are read. */
const cell = (value: FieldValue | undefined): string | number => (Array.isArray(value) ? value.join(" ") : (value ?? ""));
