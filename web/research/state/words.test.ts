import { describe, expect, test } from "vitest";
import type { BatchStatus } from "../../../protocol/messages.ts";
import { batchSentence, errorWords, signInWords } from "./words.ts";

describe("what the console says", () => {
  test.each([
    [2.3e-7, "about 1 in 4 million"],
    [1e-10, "about 1 in 10 billion"],
    [0.000_35, "about 1 in 3,000"],
    [0.5, "about 1 in 2"],
    [0, "never"],
    [undefined, "–"],
  ])("of an error probability of %s is %s", (probability, words) => {
    expect(errorWords(probability)).toBe(words);
  });

  test("of a running batch holds no number that ticks", () => {
    const batch = { state: "running", inProgress: 3, results: 5, validated: 2 } as BatchStatus;
    expect(batchSentence(batch)).toBe("Running.");
    expect(batchSentence({ ...batch, inProgress: 0, results: 0 })).toContain("nobody has begun");
    expect(batchSentence({ ...batch, state: "finished", failed: 21, units: 8_400 })).toBe("Finished, with 21 gaps of 8,400.");
  });

  test("of a wrong key is what to look at, and of silence to try again", () => {
    const refused = { kind: "refused", problem: "wrong-key", detail: "no", errors: [], errorCount: 0 } as const;
    expect(signInWords(refused)).toContain("begins with mh_");
    expect(signInWords({ ...refused, problem: "revoked-key", detail: "The key k was revoked" })).toBe(
      "The key k was revoked. Ask for another one.",
    );
    expect(signInWords({ kind: "no-answer" })).toContain("Try again");
  });
});
