/** Rows of a Parquet file, on their way to the server as NDJSON. One row group at a time is in memory. */
import { open } from "node:fs/promises";
import { asyncBufferFromFile, type AsyncBuffer, type FileMetaData, parquetMetadataAsync, parquetReadObjects } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { CliError } from "../cli-error.ts";
import type { Upload } from "../server-client.ts";

/** Reads on only as it is sent. Throws a {@link CliError} for a file that is no Parquet. */
export async function parquetUpload(path: string): Promise<Upload> {
  const file = await openFile(path);
  const metadata = await parquetMetadataAsync(file).catch((error: unknown) => {
    throw new CliError(`${path} cannot be read as Parquet: ${error instanceof Error ? error.message : String(error)}`);
  });
  const lines = linesOf(file, metadata);
  const encoder = new TextEncoder();
  const stream = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const next = await lines.next();
      if (next.done === true) controller.close();
      else controller.enqueue(encoder.encode(next.value));
    },
  });
  return { contentType: "application/x-ndjson", stream };
}

/** Lines of a piece: large beside the cost of a write. */
const LINES_A_PIECE = 1_000;

async function* linesOf(file: AsyncBuffer, metadata: FileMetaData): AsyncGenerator<string> {
  let rowStart = 0;
  for (const { num_rows: count } of metadata.row_groups) {
    const rowEnd = rowStart + Number(count);
    const rows = await parquetReadObjects({ file, metadata, compressors, rowStart, rowEnd });
    for (let at = 0; at < rows.length; at += LINES_A_PIECE) {
      yield rows
        .slice(at, at + LINES_A_PIECE)
        .map((row) => `${JSON.stringify(row, plain)}\n`)
        .join("");
    }
    rowStart = rowEnd;
  }
}

/** Whole numbers of 64 bits travel as decimal strings. */
const plain = (_: string, value: unknown): unknown => (typeof value === "bigint" ? value.toString() : value);

async function openFile(path: string): Promise<AsyncBuffer> {
  // Told before it is read: the reader's own words for it are the system's.
  await open(path).then(
    (handle) => handle.close(),
    () => {
      throw new CliError(`${path}: there is no such file`);
    },
  );
  return asyncBufferFromFile(path);
}
