/**
 * The suite that every kernel passes, on whatever its module does. What a kernel computes, it checks
 * against its own cases and its own reference.
 */
import fc from "fast-check";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { blobDigests, type Row } from "../protocol/layout/layout.ts";
import { decodeRow, encodeRow } from "../protocol/layout/row-bytes.ts";
import { type Manifest, MAX_MODULE_PAGES } from "./contract.ts";
import { moduleProblems, startUnit } from "./cpu-runner.ts";
import { compiledKernel } from "./testing/compiled-kernel.ts";
import {
  begun,
  checkpointProblem,
  type EncodedUnit,
  foreignCheckpointProblem,
  layoutProblem,
  progressProblem,
  restartProblem,
  slicingProblem,
  spoiltCheckpointProblem,
  wrongLengthProblem,
} from "./testing/contract-checks.ts";
import { newInstance, offerUnit, progress, runOut, save, step } from "./testing/driven-unit.ts";
import { memoryLimits } from "./testing/memory-limits.ts";

export interface KernelUnderTest {
  readonly manifest: Manifest;
  readonly cases: readonly { readonly name: string; readonly input: Row; readonly output: Row }[];
  /** Units of any kind, each of up to a few thousand pieces and some milliseconds. */
  readonly units: fc.Arbitrary<Row>;
  /** Inputs that the layout lets through and the module must refuse, by why. */
  readonly refusedInputs: Readonly<Record<string, Row>>;
  /** The bytes of a blob that one of these rows names; needed where the input has blobs. */
  readonly blobOf?: (digest: string) => Uint8Array;
}

const noBlobs = (digest: string): never => {
  throw new Error(`the suite was given no way to the blob ${digest}`);
};

/** Failures are repeatable; raising `numRuns` for a night finds new ones. */
const SEED = 20_261_120;
const RUNS = { seed: SEED, numRuns: 40 };

/** The compiler takes seconds, and more on a busy machine. */
const COMPILE_TIMEOUT_MS = 60_000;

/** Pieces done at a time, as an irregular machine would. */
const budgets = fc.array(fc.oneof(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 400 })), { minLength: 1, maxLength: 12 });

/** Registers the suite for a kernel. */
export function describeKernelContract({ manifest, cases, units, refusedInputs, blobOf = noBlobs }: KernelUnderTest): void {
  describe(`${manifest.id} ${manifest.version} keeps the kernel contract`, () => {
    let bytes: Uint8Array<ArrayBuffer>;
    let module: WebAssembly.Module;
    beforeAll(() => {
      bytes = compiledKernel(manifest);
      module = new WebAssembly.Module(bytes);
    }, COMPILE_TIMEOUT_MS);
    const encodedUnit = (row: Row): EncodedUnit => ({
      input: encodeRow(manifest.input, row),
      blobs: blobDigests(manifest.input, row).map(blobOf),
    });
    const encoded = units.map(encodedUnit);
    it("imports nothing and exports the contract", () => {
      expect(moduleProblems(module)).toEqual([]);
    });

    it("declares a memory that cannot grow past the limit", () => {
      expect(memoryLimits(bytes).maxPages).toBeLessThanOrEqual(MAX_MODULE_PAGES);
    });

    it.each(cases)("computes $name", ({ input, output }) => {
      expect(decodeRow(manifest.output, runOut(begun(module, encodedUnit(input))))).toEqual(output);
    });

    it("leaves exactly one row of its output layout", () => {
      fc.assert(
        fc.property(encoded, (unit) => {
          expect(layoutProblem(module, unit, manifest.output)).toBeUndefined();
        }),
        RUNS,
      );
    });

    it("gives the same bytes however it is sliced, stopped and gone on with", () => {
      fc.assert(
        fc.property(encoded, budgets, fc.infiniteStream(fc.boolean()), (unit, sizes, stops) => {
          expect(slicingProblem(module, unit, sizes, stops)).toBeUndefined();
        }),
        RUNS,
      );
    });

    it("saves the same checkpoint wherever the same pieces are done, and is not disturbed by saving", () => {
      fc.assert(
        fc.property(encoded, budgets, (unit, sizes) => {
          expect(checkpointProblem(module, unit, sizes)).toBeUndefined();
        }),
        RUNS,
      );
    });

    it("forgets the unit before when it begins again", () => {
      fc.assert(
        fc.property(encoded, encoded, fc.nat(400), (first, second, pieces) => {
          expect(restartProblem(module, first, second, pieces)).toBeUndefined();
        }),
        RUNS,
      );
    });

    it("tells a progress that only grows, from 0 to 1", () => {
      fc.assert(
        fc.property(encoded, budgets, (unit, sizes) => {
          expect(progressProblem(module, unit, sizes)).toBeUndefined();
        }),
        RUNS,
      );
    });

    it.each(Object.entries(refusedInputs))("refuses an input: %s", (_, row) => {
      const { input, blobs } = encodedUnit(row);
      expect(startUnit(module, input, undefined, blobs)).toMatchObject({ kind: "failed", code: "refused-input" });
    });

    it("refuses bytes of another length than its input's", () => {
      fc.assert(
        fc.property(fc.uint8Array({ maxLength: 200 }), encoded, (garbage, unit) => {
          fc.pre(garbage.length !== unit.input.length);
          expect(wrongLengthProblem(module, unit, garbage)).toBeUndefined();
        }),
        RUNS,
      );
    });

    it("refuses random bytes, or takes them for a unit like any other", () => {
      fc.assert(
        fc.property(encoded, fc.infiniteStream(fc.nat(255)), ({ input, blobs }, random) => {
          const garbage = input.map(() => random.next().value);
          expect(progressIfTaken(garbage, blobs)).toBeLessThanOrEqual(1);
        }),
        { ...RUNS, numRuns: 200 },
      );
    });

    describe("blobs", () => {
      const namesBlobs = manifest.input.fields.some(({ type }) => type === "blob");
      beforeEach(({ skip }) => skip(!namesBlobs, "its units name no blobs"));

      it("that are spoilt are refused, or taken for blobs like any other", () => {
        fc.assert(
          fc.property(encoded, fc.nat(), fc.integer({ min: 1, max: 255 }), fc.nat(), ({ input, blobs }, at, change, length) => {
            const changed = blobs.map((blob) => blob.map((byte, i) => (i === at % blob.length ? byte ^ change : byte)));
            const cut = blobs.map((blob) => blob.subarray(0, length % blob.length));
            for (const spoilt of [changed, cut]) expect(progressIfTaken(input, spoilt)).toBeLessThanOrEqual(1);
          }),
          { ...RUNS, numRuns: 200 },
        );
      });

      it("that did not come leave a unit refused", () => {
        fc.assert(
          fc.property(encoded, ({ input }) => {
            expect(startUnit(module, input)).toMatchObject({ kind: "failed", code: "refused-input" });
          }),
          RUNS,
        );
      });
    });

    /** Runs a few pieces of whatever bytes these are, and throws where that traps. */
    function progressIfTaken(input: Uint8Array, blobs: readonly Uint8Array[]): number {
      const instance = newInstance(module);
      if (offerUnit(instance, input, blobs) !== 0) return 0;
      step(instance, 3);
      save(instance);
      return progress(instance);
    }

    it("refuses a checkpoint that was cut, lengthened or changed anywhere", () => {
      const changes = fc.record({ at: fc.nat(), change: fc.integer({ min: 1, max: 255 }) });
      fc.assert(
        fc.property(encoded, fc.nat(400), changes, (unit, pieces, change) => {
          expect(spoiltCheckpointProblem(module, unit, pieces, change)).toBeUndefined();
        }),
        RUNS,
      );
    });

    it("refuses the checkpoint of another unit, and then runs as if there were none", () => {
      fc.assert(
        fc.property(encoded, encoded, (first, second) => {
          fc.pre(Buffer.compare(first.input, second.input) !== 0);
          expect(foreignCheckpointProblem(module, first, second)).toBeUndefined();
        }),
        RUNS,
      );
    });
  });
}
