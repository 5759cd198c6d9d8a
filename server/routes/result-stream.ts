/** A batch's results as a stream of rows, read from the cell a page at a time while the client reads on. */
import { stringify } from "csv-stringify/sync";
import type { Layout, Row } from "../../protocol/layout/layout.ts";
import type { BatchId } from "../../protocol/ids.ts";
import type { ResultRow } from "../../protocol/messages.ts";
import type { Manifest } from "../../worker-kernels/contract.ts";
import type { ResultPage } from "../cell/cell-object.ts";
import { orThrow, type Refusable } from "../cell/refusal.ts";

/** Rows asked of the cell at once: about 1 MB of text. */
const PAGE_ROWS = 2_000;

export type ResultFormat = "ndjson" | "csv";

/** What the stream needs of a cell. */
export interface ResultSource {
  resultPage(id: BatchId, after: number, limit: number): Promise<Refusable<ResultPage>>;
}

/** Fails before the first byte when there is no such batch. */
export async function resultStream(source: ResultSource, id: BatchId, format: ResultFormat): Promise<ReadableStream<Uint8Array>> {
  const first = orThrow(await source.resultPage(id, -1, PAGE_ROWS));
  const encoder = new TextEncoder();
  let page: ResultPage | undefined = first;
  let heading = format === "csv" ? stringify([csvHeader(first.manifest)]) : "";
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      if (page === undefined) return controller.close();
      controller.enqueue(encoder.encode(heading + toText(page, format)));
      heading = "";
      const last = page.rows.at(-1);
      page = last === undefined ? undefined : orThrow(await source.resultPage(id, last.unit, PAGE_ROWS));
    },
  });
}

function toText({ rows, manifest }: ResultPage, format: ResultFormat): string {
  if (format === "ndjson") return rows.map((row) => `${JSON.stringify(row)}\n`).join("");
  return stringify(rows.map((row) => csvCells(row, manifest)));
}

const csvHeader = ({ input, output }: Manifest): string[] => [
  "unit",
  "state",
  ...input.fields.map(({ name }) => `input.${name}`),
  ...output.fields.map(({ name }) => `output.${name}`),
  "replicas",
  "assurance",
  "basis",
  "errorProbability",
];

const csvCells = (row: ResultRow, manifest: Manifest): (string | number)[] => [
  row.unit,
  row.state,
  ...cells(manifest.input, row.input),
  ...cells(manifest.output, row.output),
  row.replicas,
  row.assurance,
  row.basis ?? "",
  row.errorProbability ?? "",
];

/** One cell a field; arrays separated by spaces, as they are read. */
function cells({ fields }: Layout, row: Row | null): (string | number)[] {
  return fields.map(({ name }) => {
    const value = row?.[name];
    return Array.isArray(value) ? value.join(" ") : (value ?? "");
  });
}
