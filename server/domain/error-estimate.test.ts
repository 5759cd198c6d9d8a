import { expect, test } from "vitest";
import { auditedSingles, errorProbability, establishedPairs, matchingResults } from "./error-estimate.ts";
import type { Answer, Basis, ValidatedUnit } from "./work-unit.ts";

function validated(basis: Basis, agreeing: number, established: number): ValidatedUnit {
  const answers = Array.from({ length: agreeing }, (_, i) => ({ host: `h${i}`, lease: i, agrees: true })) as unknown as Answer[];
  return { kind: "validated", basis, established, digest: "", output: "", pictureValue: 0, answers, failures: [] };
}

test("two of two matching results are an adversary's with f², and two of three with the rest of the series", () => {
  // All ways in which two wrong results are there before two right ones: ww, wrw, rww.
  expect(matchingResults(2, 0.01)).toBeCloseTo(0.01 ** 2 * (1 + 2 * 0.99), 12);
  expect(matchingResults(1, 0.01)).toBe(0.01);
  expect(matchingResults(3, 1)).toBe(1);
});

test("figures of the literature: 3e-4 for two, 1e-6 needs four, at one per cent", () => {
  expect(matchingResults(2, 0.01)).toBeCloseTo(3e-4, 5);
  expect(matchingResults(3, 0.01)).toBeGreaterThan(1e-6);
  expect(matchingResults(4, 0.01)).toBeLessThan(1e-6);
});

test("an established pair is wrong with (f / 21)²", () => {
  expect(establishedPairs(2, 0.01)).toBeCloseTo((0.01 / 21) ** 2, 15);
  expect(establishedPairs(2, 0.01)).toBeLessThan(1e-6);
});

test("audited single results stay below 5e-4 at one per cent, and every knob works in its direction", () => {
  const usual = auditedSingles(0.01);
  expect(usual).toBeLessThan(5e-4);
  expect(auditedSingles(0.01, 0.1)).toBeLessThan(usual);
  expect(auditedSingles(0.01, 0.05, 500)).toBeLessThan(usual);
  expect(auditedSingles(0.01, 0.05, 250, 5)).toBeLessThan(usual);
  expect(auditedSingles(0.05)).toBeCloseTo(5 * usual, 12);
});

test("A11: each basis has its own estimate, and a further voice never makes it worse", () => {
  expect(errorProbability(validated("certificate", 1, 0))).toBeLessThan(1e-12);
  expect(errorProbability(validated("established", 2, 2))).toBe(establishedPairs(2, 0.01));
  expect(errorProbability(validated("established", 3, 2))).toBeLessThan(errorProbability(validated("established", 2, 2)));
  expect(errorProbability(validated("newcomers", 3, 0))).toBe(matchingResults(3, 0.01));
  expect(errorProbability(validated("reliable", 1, 1))).toBe(auditedSingles(0.01));
});
