/** The uploaded bytes as text, counted as they pass. */
import { MAX_BATCH_BODY_BYTES } from "../../protocol/limits.ts";
import { ProblemError } from "../../protocol/problem.ts";
import { unreadable } from "./raw-row.ts";

const NEWLINE = 10;
/** No letter of UTF-8 has more bytes than one of these and three that continue it. */
const MOST_CONTINUING = 3;

/** Decodes a body as UTF-8 without its byte order mark. Refuses one that is too large, and names the line that is not UTF-8. */
export async function* textOf(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: false });
  let bytes = 0;
  let line = 1;
  let last = new Uint8Array();
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > MAX_BATCH_BODY_BYTES) throw tooLarge();
    yield decode(decoder, chunk, () => line + badLineIn(last, chunk));
    line += newlines(chunk);
    last = new Uint8Array([...last, ...chunk.slice(-MOST_CONTINUING)]).slice(-MOST_CONTINUING);
  }
  yield decode(decoder, undefined, () => line);
}

export const tooLarge = (): ProblemError =>
  new ProblemError("body-too-large", `A batch's file may have ${MAX_BATCH_BODY_BYTES} bytes`, [
    { field: "body", expected: `at most ${MAX_BATCH_BODY_BYTES} bytes` },
  ]);

function decode(decoder: TextDecoder, chunk: Uint8Array | undefined, badLine: () => number): string {
  try {
    return chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true });
  } catch {
    throw unreadable(badLine(), "UTF-8 text; save the file as CSV or NDJSON in UTF-8");
  }
}

function newlines(chunk: Uint8Array): number {
  let count = 0;
  for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE, at + 1)) count += 1;
  return count;
}

/** How many lines of a chunk that cannot be decoded come before the bad one; `before`: the bytes before the chunk. */
function badLineIn(before: Uint8Array, chunk: Uint8Array): number {
  // A letter may have begun in the chunk before: one that only ends there is left out.
  const begun = before.findLastIndex((byte) => byte >= 0xc0);
  const bytes = new Uint8Array([...before.slice(begun === -1 ? before.length : begun), ...chunk]);
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  for (let line = 0, from = 0; ; line++) {
    const newline = bytes.indexOf(NEWLINE, from);
    const end = newline === -1 ? bytes.length : newline + 1;
    try {
      decoder.decode(bytes.subarray(from, end), { stream: true });
    } catch {
      return line;
    }
    if (newline === -1) return line;
    from = end;
  }
}
