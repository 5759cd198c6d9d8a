/** Files of made-up rows for the Mersenne kernel, as streams: the client holds a piece of them at a time. */

export type RowFormat = "ndjson" | "csv";

export const CONTENT_TYPES: Readonly<Record<RowFormat, string>> = { ndjson: "application/x-ndjson", csv: "text/csv" };

/** Rows joined into one piece: large beside the cost of a write. */
const ROWS_A_PIECE = 2_000;

/** A file of so many rows, piece by piece. */
export function* fileOf(format: RowFormat, rows: number): Generator<string> {
  if (format === "csv") yield "exponent,kStart,kCount\n";
  for (let first = 0; first < rows; first += ROWS_A_PIECE) {
    const count = Math.min(ROWS_A_PIECE, rows - first);
    yield Array.from({ length: count }, (_, i) => rowOf(format, first + i)).join("");
  }
}

function rowOf(format: RowFormat, row: number): string {
  const kStart = 1 + row * 1_000_000;
  return format === "csv" ? `332192831,${kStart},1000000\n` : `{"exponent":332192831,"kStart":"${kStart}","kCount":"1000000"}\n`;
}
