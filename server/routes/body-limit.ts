/** Refuses a body by its size before anything reads it. */
import type { Context, MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { ProblemError } from "../../protocol/problem.ts";

export function limitBody(maxBytes: number): MiddlewareHandler {
  const limitStream = bodyLimit({
    maxSize: maxBytes,
    onError: () => {
      throw new ProblemError("body-too-large", `The body is larger than ${maxBytes} bytes`, [
        { field: "body", expected: `at most ${maxBytes} bytes` },
      ]);
    },
  });
  // Touching the body's stream costs a tenth of a small request, and a length that is told needs no stream.
  return (context, next) => (toldLength(context) <= maxBytes ? next() : limitStream(context, next));
}

/** The length that the request tells, which its framing keeps to; else more than any limit. */
function toldLength({ req }: Context): number {
  const { headers } = req.raw;
  const told = headers.get("content-length");
  return told === null || headers.has("transfer-encoding") ? Infinity : Number(told);
}
