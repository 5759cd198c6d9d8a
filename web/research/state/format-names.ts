/** The formats of a table as they are called. */
import type { ResultFormat } from "../../../protocol/result-query.ts";

export const FORMAT_NAMES: Readonly<Record<ResultFormat, string>> = { ndjson: "NDJSON", csv: "CSV", parquet: "Parquet" };
