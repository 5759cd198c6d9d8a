/** The uploaded bytes as text, counted as they pass. */
import { MAX_BATCH_BODY_BYTES } from "../../protocol/limits.ts";
import { ProblemError } from "../../protocol/problem.ts";

/** Decodes a body as UTF-8 without its byte order mark. Refuses one that is too large or not UTF-8. */
export async function* textOf(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: false });
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > MAX_BATCH_BODY_BYTES) throw tooLarge();
    yield decode(decoder, chunk);
  }
  yield decode(decoder);
}

export const tooLarge = (): ProblemError =>
  new ProblemError("body-too-large", `A batch's file may have ${MAX_BATCH_BODY_BYTES} bytes`, [
    { field: "body", expected: `at most ${MAX_BATCH_BODY_BYTES} bytes` },
  ]);

function decode(decoder: TextDecoder, chunk?: Uint8Array): string {
  try {
    return chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true });
  } catch {
    throw new ProblemError("unreadable-file", "The file is not UTF-8 text. Save it as CSV or NDJSON in UTF-8.");
  }
}

/** The text as UTF-8 again, in a stream that reads on only as it is read. */
export function utf8StreamOf(text: AsyncGenerator<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const next = await text.next();
      if (next.done === true) controller.close();
      else controller.enqueue(encoder.encode(next.value));
    },
    async cancel() {
      await text.return(undefined);
    },
  });
}
