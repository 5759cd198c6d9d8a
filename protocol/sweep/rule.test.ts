import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Layout, Row } from "../layout/layout.ts";
import { MAX_SWEEP_UNITS } from "../limits.ts";
import { type SweepRule, sweepRule } from "./rule.ts";
import { type AxisRule, type Sweep, sweepSchema } from "./sweep.ts";

const layout: Layout = {
  fields: [
    { name: "n", type: "u64", description: "" },
    { name: "x", type: "f64", description: "" },
    { name: "mode", type: "text", maxLength: 5, description: "" },
  ],
};

const plain: Record<string, AxisRule> = { n: { value: 1 }, x: { value: 0 }, mode: { value: "a" } };

function ruleOf(sweep: Sweep, of = layout): SweepRule {
  const verdict = sweepRule(of, sweepSchema.parse(sweep));
  if (!verdict.ok) throw new Error(JSON.stringify(verdict.problems));
  return verdict.rule;
}

const rowsOf = (rule: SweepRule): Row[] => Array.from({ length: rule.units }, (_, unit) => rule.rowAt(unit));

test("S1 the product of ranges and lists, ends included, the last declared field fastest", () => {
  const rule = ruleOf({ fields: { mode: { list: ["a", "b"] }, n: { from: 3, to: 7, step: 2 }, x: { value: 0.5 } } });
  expect(rowsOf(rule).map(({ mode, n, x }) => [mode, n, x])).toEqual([
    ["a", "3", 0.5],
    ["a", "5", 0.5],
    ["a", "7", 0.5],
    ["b", "3", 0.5],
    ["b", "5", 0.5],
    ["b", "7", 0.5],
  ]);
});

test("S1 an end that no step hits is left out, and steps may go down", () => {
  const valuesOf = (n: AxisRule) => rowsOf(ruleOf({ fields: { ...plain, n } })).map((row) => row["n"]);
  expect(valuesOf({ from: 1, to: 10, step: 4 })).toEqual(["1", "5", "9"]);
  expect(valuesOf({ from: 10, to: 1, step: -4 })).toEqual(["10", "6", "2"]);
  expect(valuesOf({ from: 4, to: 4 })).toEqual(["4"]);
});

test("S1 numbers of 64 bits and decimal fractions are exact", () => {
  const most = 2n ** 64n - 1n;
  const rule = ruleOf({ fields: { ...plain, n: { from: String(most - 2n), to: String(most) }, x: { from: 0, to: "1.0", step: 0.1 } } });
  expect(rule.units).toBe(33);
  expect(rule.rowAt(0)["n"]).toBe(String(most - 2n));
  expect(rule.rowAt(32)).toEqual({ n: String(most), x: 1, mode: "a" });
  expect(rule.rowAt(3)["x"]).toBe(0.3);
});

const axis: fc.Arbitrary<{ rule: AxisRule; values: string[] }> = fc.oneof(
  fc.array(fc.nat(), { minLength: 1, maxLength: 4 }).map((list) => ({ rule: { list }, values: list.map(String) })),
  fc.nat().map((value) => ({ rule: { value }, values: [String(value)] })),
  fc.tuple(fc.bigInt(0n, 2n ** 63n), fc.integer({ min: 1, max: 9 }), fc.integer({ min: 0, max: 30 })).map(([from, step, span]) => ({
    rule: { from: String(from), to: String(from + BigInt(span)), step },
    values: Array.from({ length: Math.floor(span / step) + 1 }, (_, i) => String(from + BigInt(i * step))),
  })),
);

test("S1 enumerates exactly the product, whatever the fields", () => {
  const names = ["a", "b", "c"];
  const of: Layout = { fields: names.map((name) => ({ name, type: "u64" as const, description: "" })) };
  fc.assert(
    fc.property(fc.tuple(axis, axis, axis), fc.shuffledSubarray(names, { minLength: 3 }), (axes, order) => {
      const named = new Map(names.map((name, i) => [name, axes[i]]));
      const rule = ruleOf({ fields: Object.fromEntries(order.map((name) => [name, named.get(name)?.rule ?? { value: 0 }])) }, of);
      const product = order.reduce<Record<string, string>[]>(
        (rows, name) => rows.flatMap((row) => (named.get(name)?.values ?? []).map((value) => ({ ...row, [name]: value }))),
        [{}],
      );
      expect(rowsOf(rule)).toEqual(product);
      expect(() => rule.rowAt(rule.units)).toThrow(RangeError);
      expect(() => rule.rowAt(-1)).toThrow(RangeError);
    }),
  );
});

test("S1 draws are the same for the same seed, others for another, and lie in their range", () => {
  const draw = (seed: string): Row[] =>
    rowsOf(
      ruleOf({
        count: 50,
        fields: { mode: { list: ["a", "b"] }, n: { random: { seed, from: "5", to: "9" } }, x: { random: { seed, from: -1, to: 1 } } },
      }),
    );
  const rows = draw("one");
  expect(rows).toHaveLength(100);
  expect(rows.map(({ mode }) => mode).join("")).toBe("a".repeat(50) + "b".repeat(50));
  expect(new Set(rows.map(({ n }) => n))).toEqual(new Set(["5", "6", "7", "8", "9"]));
  expect(rows.every(({ x }) => Math.abs(Number(x)) <= 1)).toBe(true);
  expect(draw("one")).toEqual(rows);
  expect(draw("two")).not.toEqual(rows);
  // By the formula in draw.ts, with another implementation of SHA-256.
  expect(rows[0]).toEqual({ mode: "a", n: "6", x: 0.4695582644209042 });
});

test("S1 a billion units cost no more than one", () => {
  const rule = ruleOf({ fields: { ...plain, n: { from: 0, to: 999_999_999 } } });
  expect(rule.units).toBe(1_000_000_000);
  expect(rule.rowAt(123_456_789)["n"]).toBe("123456789");
});

describe("what is refused", () => {
  test.each<[string, Partial<Sweep> & { fields: Record<string, AxisRule> }, string, string]>([
    ["a field that is missing", { fields: { n: { value: 1 }, x: { value: 1 } } }, "/fields/mode", "values of mode"],
    ["a field that is unknown", { fields: { ...plain, y: { value: 1 } } }, "/fields/y", "no such field"],
    ["a value that does not fit", { fields: { ...plain, mode: { value: "too long" } } }, "/fields/mode", "at most 5 characters"],
    ["a range past its type", { fields: { ...plain, n: { from: 0, to: "18446744073709551616" } } }, "/fields/n", "a whole number from 0"],
    ["a range with fractions", { fields: { ...plain, n: { from: 0, to: 1, step: 0.5 } } }, "/fields/n", "a whole number"],
    ["a step of 0", { fields: { ...plain, n: { from: 0, to: 1, step: 0 } } }, "/fields/n/step", "not 0"],
    ["steps that lead away", { fields: { ...plain, n: { from: 2, to: 1 } } }, "/fields/n/to", "lead to"],
    ["no number", { fields: { ...plain, x: { from: "a", to: 1 } } }, "/fields/x/from", "a number"],
    ["a rounded number", { fields: { ...plain, n: { from: 0, to: 2 ** 60 } } }, "/fields/n/to", "as a string"],
    ["a random text", { count: 1, fields: { ...plain, mode: { random: { seed: 1, from: 1, to: 2 } } } }, "/fields/mode/random", "a range"],
    [
      "a range without a width",
      { count: 1, fields: { ...plain, x: { random: { seed: 1, from: -1.7e308, to: 1.7e308 } } } },
      "/fields/x/random",
      "a range",
    ],
    ["draws without a count", { fields: { ...plain, n: { random: { seed: 1, from: 1, to: 2 } } } }, "/count", "how many draws"],
    ["a count without draws", { count: 2, fields: plain }, "/count", "no count"],
    ["too many units", { fields: { ...plain, n: { from: 0, to: MAX_SWEEP_UNITS } } }, "/fields", "at most"],
  ])("S1 %s, by its place", (_, sweep, field, expected) => {
    const verdict = sweepRule(layout, sweep);
    expect(verdict.ok ? [] : verdict.problems).toContainEqual(
      expect.objectContaining({ field, expected: expect.stringContaining(expected) }),
    );
  });
});
