/** An upload as it passes: its length and its digest are what was announced, or the last read throws. */
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { ProblemError } from "../../protocol/problem.ts";

/** Passes the bytes on. Throws a `ProblemError` before the end is reached when they are not those of the digest. */
export async function* checked(
  digest: string,
  bytes: number,
  body: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void> {
  const hash = sha256.create();
  let seen = 0;
  for await (const chunk of body) {
    seen += chunk.length;
    if (seen > bytes) throw wrongLength(bytes);
    hash.update(chunk);
    yield Uint8Array.from(chunk);
  }
  if (seen !== bytes) throw wrongLength(bytes);
  const found = bytesToHex(hash.digest());
  if (found !== digest) throw wrongDigest(digest, found);
}

/** The same bytes in pieces of one length; the last one may be shorter. */
export async function* inPieces(body: AsyncIterable<Uint8Array>, pieceBytes: number): AsyncGenerator<Uint8Array<ArrayBuffer>, void> {
  let piece = new Uint8Array(pieceBytes);
  let filled = 0;
  for await (const chunk of body) {
    for (let at = 0; at < chunk.length;) {
      const part = chunk.subarray(at, at + pieceBytes - filled);
      piece.set(part, filled);
      filled += part.length;
      at += part.length;
      if (filled < pieceBytes) continue;
      yield piece;
      piece = new Uint8Array(pieceBytes);
      filled = 0;
    }
  }
  if (filled > 0) yield piece.slice(0, filled);
}

/** What a generator gives, as a stream that asks for the next piece only when it is wanted. */
export function streamOf(pieces: AsyncGenerator<Uint8Array, void>): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const next = await pieces.next();
      if (next.done === true) controller.close();
      else controller.enqueue(next.value);
    },
    async cancel() {
      await pieces.return();
    },
  });
}

const wrongLength = (bytes: number): ProblemError =>
  new ProblemError("invalid-request", "The body does not have the length it was announced with", [
    { field: "content-length", expected: `${bytes} bytes, as announced` },
  ]);

const wrongDigest = (digest: string, found: string): ProblemError =>
  new ProblemError("blob-mismatch", `The bytes have the SHA-256 ${found}; nothing was kept`, [
    { field: "sha256", value: digest, expected: found },
  ]);
