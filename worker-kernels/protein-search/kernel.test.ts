import fc from "fast-check";
import { assert, beforeAll, describe, expect, it } from "vitest";
import { blobDigests, type Row } from "../../protocol/layout/layout.ts";
import { parseRow } from "../../protocol/layout/parse-row.ts";
import { decodeRow, encodeRow } from "../../protocol/layout/row-bytes.ts";
import { MAX_OUTPUT_BYTES } from "../../protocol/limits.ts";
import { builtInKernels } from "../catalog.ts";
import { describeKernelContract } from "../kernel.contract.ts";
import { compiledKernel } from "../testing/compiled-kernel.ts";
import { begun, newInstance, offerUnit, runOut, save, step } from "../testing/driven-unit.ts";
import { residuesOf } from "./alphabet.ts";
import { KNOWN_SCORES } from "./cases.ts";
import { searchUnits, unitAtBorder } from "./testing/arbitrary-units.ts";
import { blockOf, referenceRow, rowOf, type SearchUnit } from "./testing/search-units.ts";

const [manifest] = builtInKernels.filter(({ id }) => id === "protein-search");
assert(manifest);

const SEED = 20_261_120;
/** The code of `attach` for it. */
const UNKNOWN_RESIDUE = 37;
/** Where a checkpoint has the bits of a lane in its pass. */
const PASS_IN_CHECKPOINT = 8;
/** On a machine that does much else. */
const SLOW_TEST_MS = 120_000;

const known = ({ query, sequence, scoring }: (typeof KNOWN_SCORES)[number]): SearchUnit => ({
  query: residuesOf(query),
  sequences: [residuesOf(sequence)],
  top: 5,
  scoring,
});

const soundUnit: SearchUnit = {
  query: residuesOf("MVLSPADKTN"),
  sequences: [residuesOf("MVHLTPEEKSAV"), residuesOf("WWW")],
  top: 5,
  scoring: { gapOpen: 11, gapExtend: 1 },
};
const sound = rowOf(soundUnit);

describeKernelContract({
  manifest,
  cases: KNOWN_SCORES.map((example) => ({ name: example.name, input: rowOf(known(example)), output: referenceRow(known(example)) })),
  units: searchUnits(40, 40).map(rowOf),
  refusedInputs: {
    "an empty query": { ...sound, query: "" },
    "a letter that is no residue": { ...sound, query: "MVL-PADKTN" },
    "a letter that is none": { ...sound, query: "MVLSPADKT1" },
    "a letter of another alphabet": { ...sound, query: "MVLSPADKÅ" },
    "a gap that costs nothing": { ...sound, gapOpen: 0 },
    "a gap that costs more than a byte": { ...sound, gapExtend: 128 },
    "no hits wanted": { ...sound, top: 0 },
    "more hits than an output may hold": { ...sound, top: 1_001 },
    "a matrix of another size": { ...sound, matrix: Array<number>(20 * 20).fill(1) },
    "a matrix with a score that is no byte": { ...sound, matrix: Array<number>(24 * 24).fill(128) },
    "cells that are not those of the block": { ...sound, cells: "149" },
  },
  blobOf: blockOf,
});

describe("protein-search", () => {
  let module: WebAssembly.Module;
  beforeAll(() => {
    module = new WebAssembly.Module(compiledKernel(manifest));
  }, SLOW_TEST_MS);
  const started = (row: Row, checkpoint?: Uint8Array) =>
    begun(module, encodeRow(manifest.input, row), checkpoint, blobDigests(manifest.input, row).map(blockOf));
  const compute = (unit: SearchUnit): Row => decodeRow(manifest.output, runOut(started(rowOf(unit))));

  it.each(KNOWN_SCORES)("scores $name", (example) => {
    expect(compute(known(example))["bestScore"]).toBe(example.score);
  });

  it("agrees with the reference on any unit", () => {
    fc.assert(
      fc.property(searchUnits(40, 40), (unit) => {
        expect(compute(unit)).toEqual(referenceRow(unit));
      }),
      { seed: SEED, numRuns: 1_000 },
    );
  });

  it("agrees with the reference on long sequences", () => {
    fc.assert(
      fc.property(searchUnits(700, 20), (unit) => {
        expect(compute(unit)).toEqual(referenceRow(unit));
      }),
      { seed: SEED, numRuns: 20 },
    );
  });

  it.each([255, 2 ** 16 - 1])("is exact on both sides of %d, where lanes get wider", (border) => {
    const unit = unitAtBorder(border);
    const output = compute(unit);
    expect(output["bestScore"]).toBe(border + 2);
    expect(output).toEqual(referenceRow(unit));
  });

  it("is exact for the highest score of all", () => {
    const longest = new Uint8Array(40_000);
    const matrix = Array<number>(24 * 24).fill(127);
    const { bestScore } = compute({
      query: longest,
      sequences: [longest.subarray(0, 39_999)],
      top: 1,
      scoring: { gapOpen: 1, gapExtend: 1, matrix },
    });
    expect(bestScore).toBe(39_999 * 127);
  });

  it("reads small letters as large ones, and letters without a row as their nearest", () => {
    const score = (query: string) => {
      const cells = String(query.length * 15);
      return decodeRow(manifest.output, runOut(started({ ...sound, query, cells })))["scoreDigest"];
    };
    expect(score("mvlspadktn")).toBe(score("MVLSPADKTN"));
    expect(score("CKX")).toBe(score("UOJ"));
    expect(score("WWW")).not.toBe(score("WWX"));
  });

  it("goes on from a checkpoint in every pass", () => {
    const row = rowOf(unitAtBorder(2 ** 16 - 1));
    const whole = runOut(started(row));
    let resumed = started(row);
    const passes = new Set<number | undefined>();
    // The longest batch has 130 pieces.
    while (step(resumed, 131)) {
      const checkpoint = save(resumed);
      passes.add(checkpoint[PASS_IN_CHECKPOINT]);
      resumed = started(row, checkpoint);
    }
    expect(passes).toEqual(new Set([8, 16, 32]));
    expect(runOut(resumed)).toEqual(whole);
  });

  it("leaves an output of the size that the contract allows when it tells the most hits", () => {
    const sequences = Array.from({ length: 3_000 }, () => residuesOf("W"));
    const output = runOut(started(rowOf({ ...soundUnit, query: residuesOf("W"), sequences, top: 1_000 })));
    expect(output.length).toBeLessThanOrEqual(MAX_OUTPUT_BYTES);
    expect(decodeRow(manifest.output, output)["hitIndexes"]).toEqual(Array.from({ length: 1_000 }, (_, i) => i));
  });

  it("refuses a block with a residue that is none, wherever it is", () => {
    const row = rowOf({ ...soundUnit, sequences: [new Uint8Array(40)] });
    const [block] = blobDigests(manifest.input, row).map(blockOf);
    assert(block);
    const residuesAt = block.length - "s0".length - 40;
    for (let i = 0; i < 40; i++) {
      const spoilt = block.with(residuesAt + i, 24);
      expect(offerUnit(newInstance(module), encodeRow(manifest.input, row), [spoilt])).toBe(UNKNOWN_RESIDUE);
    }
    expect(offerUnit(newInstance(module), encodeRow(manifest.input, row), [block])).toBe(0);
  });

  it("takes another block on the same instance, longer or shorter", () => {
    const instance = newInstance(module);
    for (const count of [3, 500, 7]) {
      const unit = { ...soundUnit, sequences: Array.from({ length: count }, () => soundUnit.query) };
      const row = rowOf(unit);
      expect(offerUnit(instance, encodeRow(manifest.input, row), blobDigests(manifest.input, row).map(blockOf))).toBe(0);
      expect(decodeRow(manifest.output, runOut(instance))).toEqual(referenceRow(unit));
    }
  });

  it("has a layout that refuses, before any module runs, what one field alone can show to be wrong", () => {
    const good = { ...sound, matrix: "" };
    expect(parseRow(manifest.input, good).ok).toBe(true);
    const wrong = [
      { gapOpen: "0" },
      { gapExtend: "128" },
      { top: "1001" },
      { matrix: "128" },
      { cells: "0" },
      { query: "A".repeat(40_001) },
    ];
    for (const change of wrong) expect(parseRow(manifest.input, { ...good, ...change }).ok).toBe(false);
  });
});
