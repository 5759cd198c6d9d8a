import fc from "fast-check";
import { assert, beforeAll, describe, expect, it } from "vitest";
import { parseRow } from "../../protocol/layout/parse-row.ts";
import { decodeRow, encodeRow } from "../../protocol/layout/row-bytes.ts";
import type { Row } from "../../protocol/layout/layout.ts";
import { builtInKernels } from "../catalog.ts";
import { describeKernelContract } from "../kernel.contract.ts";
import { compiledKernel } from "../testing/compiled-kernel.ts";
import { begun, runOut, save, step } from "../testing/driven-unit.ts";
import { BARREN_RANGES, KNOWN_FACTORS } from "./cases.ts";
import { type FactoringUnit, trialFactor } from "./reference.ts";
import { lastCofactor, outputRowOf, rowOf, unitAround, unitsOf, unitsUpTo } from "./testing/units.ts";

const [manifest] = builtInKernels.filter(({ id }) => id === "mersenne-tf");
assert(manifest);

/** On a machine that does much else. */
const SLOW_TEST_MS = 60_000;

/** So many cofactors that a class has about ten candidates: more than the powering takes at once. */
const FULL_BATCHES = 150_000n;

describeKernelContract({
  manifest,
  cases: [
    ...KNOWN_FACTORS.map(({ exponent, k, factor }) => ({ name: `${factor} of M${exponent}`, unit: unitAround(exponent, k, 200n) })),
    ...BARREN_RANGES.map((unit) => ({ name: `no factor of M${unit.exponent}`, unit })),
  ].map(({ name, unit }) => ({ name, input: rowOf(unit), output: outputRowOf(trialFactor(unit)) })),
  units: unitsUpTo(100_000n).map(rowOf),
  refusedInputs: {
    "an even exponent": { exponent: 68, kStart: "1", kCount: "1" },
    "an exponent of 1": { exponent: 1, kStart: "1", kCount: "1" },
    "k = 0": { exponent: 67, kStart: "0", kCount: "1" },
    "no k at all": { exponent: 67, kStart: "1", kCount: "0" },
    "more k than a unit may have": { exponent: 3, kStart: "1", kCount: String(2n ** 53n + 1n) },
    "one candidate past 2^80": { exponent: 67, kStart: String(lastCofactor(67)), kCount: "2" },
    "candidates far past 2^80": { exponent: 67, kStart: String(2n ** 128n - 1n), kCount: "1" },
    "a range that wraps around 2^128": { exponent: 3, kStart: String(2n ** 128n - 1n), kCount: "5" },
  },
});

describe("mersenne-tf", () => {
  let module: WebAssembly.Module;
  beforeAll(() => {
    module = new WebAssembly.Module(compiledKernel(manifest));
  }, SLOW_TEST_MS);
  const compute = (unit: FactoringUnit): Row => decodeRow(manifest.output, runOut(begun(module, encodeRow(manifest.input, rowOf(unit)))));

  it.each(KNOWN_FACTORS)("finds $factor of M$exponent with k = $k first, last and alone in a range", ({ exponent, k, factor }) => {
    for (const unit of [
      { kStart: k, kCount: 50n },
      { kStart: k > 50n ? k - 49n : 1n, kCount: k > 50n ? 50n : k },
      { kStart: k, kCount: 1n },
    ]) {
      expect(compute({ exponent, ...unit })["factors"]).toContain(String(factor));
    }
  });

  it("finds the two factors of M67 in ranges of millions", () => {
    expect(compute({ exponent: 67, kStart: 1n, kCount: 2_000_000n })["factors"]).toEqual(["193707721"]);
    expect(compute({ exponent: 67, kStart: 5_684_360_129n, kCount: 2_000_000n })["factors"]).toEqual(["761838257287"]);
  });

  it("lists several factors in ascending order, whatever the order they are found in", () => {
    const { factors } = compute({ exponent: 113, kStart: 1n, kCount: 10_000n });
    expect(factors).toEqual(["3391", "23279", "65993", "1868569"]);
  });

  it("agrees with the reference on any unit", () => {
    fc.assert(
      fc.property(unitsUpTo(800n), (unit) => {
        expect(compute(unit)).toEqual(outputRowOf(trialFactor(unit)));
      }),
      { seed: 20_261_120, numRuns: 400 },
    );
  });

  it(
    "agrees with the reference where candidates fill whole vectors",
    () => {
      fc.assert(
        fc.property(unitsOf(fc.constant(FULL_BATCHES)), (unit) => {
          expect(compute(unit)).toEqual(outputRowOf(trialFactor(unit)));
        }),
        { seed: 20_261_120, numRuns: 5, examples: [[unitAround(193, lastCofactor(193), FULL_BATCHES)]] },
      );
    },
    SLOW_TEST_MS,
  );

  it("gives for a range what its parts give together, over blocks and classes", () => {
    const exponent = 332_192_863;
    const whole = compute({ exponent, kStart: 1_000n, kCount: 60_000_000n });
    const parts = [0n, 1n, 2n].map((part) => compute({ exponent, kStart: 1_000n + part * 20_000_000n, kCount: 20_000_000n }));
    const sum = parts.reduce((total, part) => BigInt.asUintN(64, total + BigInt(String(part["residueSum"]))), 0n);
    expect(whole).toEqual({ factors: parts.flatMap((part) => part["factors"] ?? []), residueSum: String(sum) });
    expect(whole["factors"]).toEqual(["2147935798657591", "3105904939962553", "9768915776057407"]);
  });

  it("goes on in the middle of a class", () => {
    const input = encodeRow(manifest.input, rowOf({ exponent: 332_192_863, kStart: 7n, kCount: 90_000_000n }));
    let resumed = begun(module, input);
    for (const pieces of [2, 301, 500, 1]) {
      step(resumed, pieces);
      resumed = begun(module, input, save(resumed));
    }
    expect(runOut(resumed)).toEqual(runOut(begun(module, input)));
  });

  it("has a layout that refuses, before any module runs, what one field alone can show to be wrong", () => {
    const good = { exponent: "67", kStart: "1", kCount: "1" };
    expect(parseRow(manifest.input, good).ok).toBe(true);
    const widest = String(lastCofactor(3));
    expect(parseRow(manifest.input, { ...good, kStart: widest }).ok).toBe(true);
    const wrong = [
      { exponent: "2" },
      { kStart: "0" },
      { kStart: String(BigInt(widest) + 1n) },
      { kCount: "0" },
      { kCount: String(2n ** 53n + 1n) },
    ];
    for (const change of wrong) expect(parseRow(manifest.input, { ...good, ...change }).ok).toBe(false);
  });
});
