/** The formats that a batch's file may have. */
import { MAX_BATCH_BODY_BYTES } from "../../protocol/limits.ts";
import { ProblemError } from "../../protocol/problem.ts";
import type { Layout } from "../../protocol/layout/layout.ts";
import { textOf, tooLarge } from "./bytes.ts";
import { csvRows } from "./csv-rows.ts";
import { ndjsonRows } from "./ndjson-rows.ts";
import type { RawRow, RowReader } from "./raw-row.ts";

const READERS: Readonly<Record<string, RowReader>> = { "text/csv": csvRows, "application/x-ndjson": ndjsonRows };

/** The rows of a request's body, in pieces. Throws a `ProblemError` for a body that is too large, missing, or of another format. */
export function rowsOf(request: Request, layout: Layout): AsyncGenerator<readonly RawRow[]> {
  const read = readerFor(request.headers.get("content-type"));
  if (Number(request.headers.get("content-length")) > MAX_BATCH_BODY_BYTES) throw tooLarge();
  if (request.body === null) throw new ProblemError("empty-batch", "The request has no body");
  return read(textOf(request.body), layout);
}

function readerFor(contentType: string | null): RowReader {
  const type = contentType?.split(";")[0]?.trim().toLowerCase() ?? "";
  const reader = Object.hasOwn(READERS, type) ? READERS[type] : undefined;
  if (reader !== undefined) return reader;
  const expected = Object.keys(READERS).join(" or ");
  throw new ProblemError("unsupported-format", `A batch is sent as ${expected}, not as ${type || "an unnamed type"}`, [
    { field: "content-type", value: type, expected },
  ]);
}
