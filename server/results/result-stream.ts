/** Results in one of their formats, as a stream that reads on only as it is read. */
import type { ResultFormat } from "../../protocol/result-query.ts";
import type { ResultPage } from "../cell/result-rows.ts";
import { parquetResults } from "./parquet-results.ts";
import { csvResults, ndjsonResults } from "./text-results.ts";

export const CONTENT_TYPES: Readonly<Record<ResultFormat, string>> = {
  ndjson: "application/x-ndjson; charset=utf-8",
  csv: "text/csv; charset=utf-8",
  parquet: "application/vnd.apache.parquet",
};

/** `isWhole`: whether it begins with the first row. */
export function resultBytes(pages: AsyncGenerator<ResultPage>, format: ResultFormat, isWhole = true): AsyncGenerator<Uint8Array> {
  switch (format) {
    case "ndjson":
      return ndjsonResults(pages);
    case "csv":
      return csvResults(pages, isWhole);
    case "parquet":
      return parquetResults(pages);
  }
}

export function streamOf(pieces: AsyncGenerator<Uint8Array>): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      for (let next = await pieces.next(); ; next = await pieces.next()) {
        if (next.done === true) return controller.close();
        // A page without a wanted row is passed over.
        if (next.value.length > 0) return controller.enqueue(next.value);
      }
    },
    async cancel() {
      await pieces.return(undefined);
    },
  });
}
