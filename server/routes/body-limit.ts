/** Refuses a body by its size before anything reads it. */
import { bodyLimit } from "hono/body-limit";
import { ProblemError } from "../../protocol/problem.ts";

export const limitBody = (maxBytes: number) =>
  bodyLimit({
    maxSize: maxBytes,
    onError: () => {
      throw new ProblemError("body-too-large", `The body is larger than ${maxBytes} bytes`, [
        { field: "body", expected: `at most ${maxBytes} bytes` },
      ]);
    },
  });
