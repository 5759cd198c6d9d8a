/**
 * The suite that every kernel with a shader passes, on whatever GPU there is: the same bytes as on a CPU, however the
 * work is sliced, moved to and fro, and lost.
 */
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { blobDigests, type Row } from "../protocol/layout/layout.ts";
import { encodeRow } from "../protocol/layout/row-bytes.ts";
import type { Manifest } from "./contract.ts";
import { type CpuRun, GPU_CALLS, moduleProblems, startUnit } from "./cpu-runner.ts";
import { createGpuProgram, GpuProgram } from "./gpu-program.ts";
import { GpuRun } from "./gpu-runner.ts";
import { compiledKernel, shaderOf } from "./testing/compiled-kernel.ts";
import { findGpu, newDevice } from "./testing/node-gpu.ts";

export interface GpuKernelUnderTest {
  readonly manifest: Manifest;
  /** Units of any kind, each of some milliseconds on a GPU that is played by a CPU. */
  readonly units: fc.Arbitrary<Row>;
  /** Units of at least some hundred pieces, so that slices grow and several are in flight. */
  readonly longUnits: fc.Arbitrary<Row>;
  /** How many of `units` are compared. */
  readonly unitRuns: number;
  /** The bytes of a blob that one of these rows names; needed where the input has blobs. */
  readonly blobOf?: (digest: string) => Uint8Array;
}

/** A unit as it comes to a module. */
interface EncodedUnit {
  readonly input: Uint8Array;
  readonly blobs: readonly Uint8Array[];
}

const noBlobs = (digest: string): never => {
  throw new Error(`the suite was given no way to the blob ${digest}`);
};

/** Failures are repeatable; another seed finds new ones. */
const SEED = Number(process.env["FUZZ_SEED"] ?? 20_261_120);
/** A night's run takes a larger one. */
const RUNS_FACTOR = Number(process.env["FUZZ_RUNS_FACTOR"] ?? 1);
const TIMEOUT_MS = 600_000 * RUNS_FACTOR;

const TARGET_MS = 5;
const now = (): number => performance.now();
const found = await findGpu();
const whyNone = typeof found === "string" ? found : "";

/** Registers the suite for a kernel. */
export function describeGpuContract({ manifest, units, longUnits, unitRuns, blobOf = noBlobs }: GpuKernelUnderTest): void {
  const { gpu } = manifest;
  describe(`${manifest.id} ${manifest.version} on a GPU`, () => {
    if (gpu === undefined) throw new Error("the manifest names no shader");
    const shader = shaderOf(manifest);
    let module: WebAssembly.Module;
    const devices: GPUDevice[] = [];
    let program: GpuProgram;
    const complaints: string[] = [];

    beforeAll(async () => {
      module = new WebAssembly.Module(compiledKernel(manifest));
      if (typeof found !== "string") program = await programOn(await freshDevice());
    }, TIMEOUT_MS);
    beforeEach(({ skip }) => skip(whyNone !== "", `no GPU: ${whyNone}`));
    afterAll(() => {
      for (const device of devices) device.destroy();
      expect(complaints).toEqual([]);
    });

    const freshDevice = async (): Promise<GPUDevice> => {
      if (typeof found === "string") throw new Error(found);
      const device = await newDevice(found);
      device.addEventListener("uncapturederror", ({ error }) => complaints.push(error.message));
      devices.push(device);
      return device;
    };
    const programOn = async (on: GPUDevice): Promise<GpuProgram> => {
      const made = await createGpuProgram(on, shader, gpu);
      if (made instanceof GpuProgram) return made;
      throw new Error(made.message);
    };
    const started = ({ input, blobs }: EncodedUnit, checkpoint?: Uint8Array): CpuRun => {
      const start = startUnit(module, input, checkpoint, blobs);
      if (start.kind === "failed") throw new Error(start.message);
      return start.run;
    };
    const onCpu = (unit: EncodedUnit): Uint8Array => {
      const run = started(unit);
      while (run.slice(TARGET_MS, now).kind === "more");
      return outputOf(run);
    };
    const onGpu = (run: CpuRun, on = program): GpuRun => new GpuRun(run, on, gpu);
    const encodedOf = (rows: fc.Arbitrary<Row>): fc.Arbitrary<EncodedUnit> =>
      rows.map((row) => ({ input: encodeRow(manifest.input, row), blobs: blobDigests(manifest.input, row).map(blobOf) }));
    const runs = (numRuns: number): { seed: number; numRuns: number } => ({ seed: SEED, numRuns: Math.ceil(numRuns * RUNS_FACTOR) });

    it("exports what the shader needs", () => {
      expect(moduleProblems(module, GPU_CALLS)).toEqual([]);
    });

    it(
      `gives the same bytes as on a CPU, for ${Math.ceil(unitRuns * RUNS_FACTOR)} random units`,
      async () => {
        const property = fc.asyncProperty(encodedOf(units), async (unit) => {
          const run = started(unit);
          await runOut(onGpu(run));
          expect(outputOf(run)).toEqual(onCpu(unit));
        });
        await fc.assert(property, runs(unitRuns));
      },
      TIMEOUT_MS,
    );

    it(
      "gives the same bytes when it moves between GPU and CPU, with a checkpoint or without",
      async () => {
        const moves = fc.array(fc.tuple(fc.constantFrom("gpu", "cpu"), fc.nat(4), fc.boolean()), { minLength: 2, maxLength: 8 });
        const property = fc.asyncProperty(encodedOf(longUnits), moves, async (unit, stays) => {
          let run = started(unit);
          for (const [where, slices, saves] of stays) {
            if (where === "cpu") for (let i = 0; i < slices; i++) run.slice(0.1, now);
            else await someSlices(onGpu(run), slices);
            const saved = run.save();
            if (saved.kind === "failed") throw new Error(saved.message);
            if (saves) run = started(unit, saved.checkpoint);
          }
          await runOut(onGpu(run));
          expect(outputOf(run)).toEqual(onCpu(unit));
        });
        await fc.assert(property, runs(25));
      },
      TIMEOUT_MS,
    );

    it("survives the loss of its device, on another device and on the CPU", async () => {
      const [unit] = fc.sample(encodedOf(longUnits), { seed: SEED, numRuns: 1 });
      if (unit === undefined) throw new Error("nothing to test");
      const run = started(unit);
      for (let loss = 0; loss < 2; loss++) {
        const doomed = await freshDevice();
        const gpuRun = onGpu(run, await programOn(doomed));
        await gpuRun.slice(TARGET_MS, now);
        doomed.destroy();
        expect(await lastSlice(gpuRun)).toMatchObject({ kind: "lost" });
        expect(await gpuRun.slice(TARGET_MS, now)).toMatchObject({ kind: "lost" });
      }
      while (run.slice(TARGET_MS, now).kind === "more");
      expect(outputOf(run)).toEqual(onCpu(unit));
    });
  });
}

function outputOf(run: CpuRun): Uint8Array {
  const end = run.finish();
  if (end.kind === "failed") throw new Error(end.message);
  return end.output;
}

async function runOut(run: GpuRun): Promise<void> {
  expect(await lastSlice(run)).toEqual({ kind: "done" });
}

async function lastSlice(run: GpuRun): Promise<unknown> {
  for (;;) {
    const end = await run.slice(TARGET_MS, now);
    if (end.kind !== "more") return end;
  }
}

/** Goes away while slices are still on the device. */
async function someSlices(run: GpuRun, slices: number): Promise<void> {
  for (let i = 0; i < slices; i++) await run.slice(TARGET_MS, now);
  await run.drop();
}
