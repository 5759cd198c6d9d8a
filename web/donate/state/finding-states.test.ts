import { describe, expect, it } from "vitest";
import type { Picture } from "../../../protocol/messages.ts";
import type { Finding } from "../../engine/engine-api.ts";
import { findingStates } from "./finding-states.ts";

const finding = (batchId: string, unit: number): Finding => ({ batchId, unit, kernelId: "k", input: {}, output: {}, foundAt: 0 });

const picture = {
  batchId: "b",
  squares: [10, 9].map((checked) => ({ units: 10, checked, inHands: false, value: null })),
} as unknown as Picture;

const checked = (findings: readonly Finding[], rejected: number | null, seen: Picture | null = picture): boolean[] =>
  findingStates(findings, seen, rejected).map((state) => state.checked);

describe("what became of a finding", () => {
  const found = [0, 9, 10, 19, 20].map((unit) => finding("b", unit));

  it("is called checked where its whole square is", () => {
    expect(checked(found, 0)).toEqual([true, true, false, false, false]);
  });

  it("is left open once an answer was turned down, and while the record is unknown", () => {
    expect(checked(found.slice(0, 1), 1)).toEqual([false]);
    expect(checked(found.slice(0, 1), null)).toEqual([false]);
  });

  it("is left open for another study than the one on show", () => {
    expect(checked([finding("c", 0)], 0)).toEqual([false]);
    expect(checked(found.slice(0, 1), 0, null)).toEqual([false]);
  });
});
