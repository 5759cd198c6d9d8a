import { describe, expect, test } from "vitest";
import { readCheck } from "./check-lines.ts";

const streamOf = (...pieces: string[]): ReadableStream<Uint8Array> =>
  new ReadableStream({
    start(controller) {
      for (const piece of pieces) controller.enqueue(new TextEncoder().encode(piece));
      controller.close();
    },
  });

const PROBLEM = { line: 3, field: "exponent", value: "x", expected: "a whole number" };
const END = { rows: 7, problems: 1, complete: true };

describe("the answer of a check", () => {
  test("is read across pieces that are cut anywhere", async () => {
    const text = `${JSON.stringify(PROBLEM)}\n${JSON.stringify(END)}\n`;
    const check = await readCheck(streamOf(text.slice(0, 5), text.slice(5, 70), text.slice(70)));
    expect(check).toEqual({ rows: 7, problemCount: 1, complete: true, problems: [PROBLEM] });
  });

  test("without its last line counts as none", async () => {
    await expect(readCheck(streamOf(`${JSON.stringify(PROBLEM)}\n`))).rejects.toThrow("cut off");
    await expect(readCheck(streamOf('{"rows":7,"prob'))).rejects.toThrow("JSON");
  });
});
