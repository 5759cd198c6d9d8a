/**
 * The first rows of a file as the kernel sees them. Read by the parser that the server uses too, which is fetched when
 * a file is chosen; what is wrong with a row tells the server's check.
 */
import type { Layout, Row } from "../../../protocol/layout/layout.ts";
import { parseRow } from "../../../protocol/layout/parse-row.ts";
import type { BatchFile } from "./file-type.ts";

const PREVIEW_ROWS = 5;
/** Some of the longest rows that a file may have. */
const PREVIEW_BYTES = 262_144;

/** Good ones among the first rows; none where the file cannot be read here. Never rejects. */
export async function previewOf(layout: Layout, { file, type }: BatchFile): Promise<readonly Row[]> {
  try {
    const text = await file.slice(0, PREVIEW_BYTES).text();
    const raw = type === "text/csv" ? await csvRows(text) : ndjsonRows(text);
    return raw.flatMap((row) => {
      const parsed = parseRow(layout, row);
      return parsed.ok ? [parsed.row] : [];
    });
  } catch {
    return [];
  }
}

async function csvRows(text: string): Promise<Record<string, unknown>[]> {
  const { parse } = await import("csv-parse/browser/esm/sync");
  return parse(text, { bom: true, columns: true, skip_empty_lines: true, trim: true, relax_column_count: true, to: PREVIEW_ROWS });
}

const ndjsonRows = (text: string): Record<string, unknown>[] =>
  text
    .split("\n")
    .slice(0, PREVIEW_ROWS)
    .filter((line) => line.trim() !== "")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
