/**
 * The kernel contract, promise by promise, as plain functions: the suite of the built-in kernels feeds them random
 * units, `manyhands kernel test` the author's own. Each answers with what is wrong, in words, or with nothing. A
 * module that traps, or refuses what it should take, throws.
 */
import { decodeRow, encodeRow } from "../../protocol/layout/row-bytes.ts";
import type { Layout } from "../../protocol/layout/layout.ts";
import { startUnit } from "../cpu-runner.ts";
import { begun as begunWith, offer, offerUnit, progress, runOut, save, step } from "./driven-unit.ts";
import type { KernelInstance } from "../kernel-module.ts";

/** A unit as it comes to a module. */
export interface EncodedUnit {
  readonly input: Uint8Array;
  readonly blobs: readonly Uint8Array[];
}

type Problem = string | undefined;

export const begun = (module: WebAssembly.Module, { input, blobs }: EncodedUnit, checkpoint?: Uint8Array): KernelInstance =>
  begunWith(module, input, checkpoint, blobs);

export function layoutProblem(module: WebAssembly.Module, unit: EncodedUnit, layout: Layout): Problem {
  const output = runOut(begun(module, unit));
  try {
    return same(encodeRow(layout, decodeRow(layout, output))) === same(output) ? undefined : "its output has more than one form";
  } catch (error) {
    return `its output of ${output.length} bytes does not have the output layout: ${String(error)}`;
  }
}

/** `stops` says after which slices the unit is stopped and gone on with elsewhere. */
export function slicingProblem(module: WebAssembly.Module, unit: EncodedUnit, sizes: readonly number[], stops: Iterator<boolean>): Problem {
  let instance = begun(module, unit);
  for (const size of sizes) {
    step(instance, size);
    if (stops.next().value) instance = begun(module, unit, save(instance));
  }
  if (same(runOut(instance)) === same(runOut(begun(module, unit)))) return undefined;
  return `its output is another one when it is worked in slices of ${sizes.join(", ")} and gone on with from checkpoints`;
}

export function checkpointProblem(module: WebAssembly.Module, unit: EncodedUnit, sizes: readonly number[]): Problem {
  const atOnce = begun(module, unit);
  step(
    atOnce,
    sizes.reduce((sum, size) => sum + size, 0),
  );
  const bySlices = begun(module, unit);
  for (const size of sizes) {
    step(bySlices, size);
    save(bySlices);
  }
  const checkpoint = save(atOnce);
  if (same(save(bySlices)) !== same(checkpoint)) return "its checkpoint depends on how the same pieces were cut into slices";
  if (same(save(begun(module, unit, checkpoint))) !== same(checkpoint)) return "a checkpoint that it loads is saved as another one";
  return same(runOut(bySlices)) === same(runOut(atOnce)) ? undefined : "saving a checkpoint changes its output";
}

export function restartProblem(module: WebAssembly.Module, first: EncodedUnit, second: EncodedUnit, pieces: number): Problem {
  const instance = begun(module, first);
  step(instance, pieces);
  if (offerUnit(instance, second.input, second.blobs) !== 0) return "it refuses a second unit after a first one";
  if (same(runOut(instance)) === same(runOut(begun(module, second)))) return undefined;
  return "a unit's output is another one when a unit came before it: begin must forget everything";
}

export function progressProblem(module: WebAssembly.Module, unit: EncodedUnit, sizes: readonly number[]): Problem {
  const instance = begun(module, unit);
  const seen = [progress(instance)];
  for (const size of sizes) {
    step(instance, size);
    seen.push(progress(instance));
  }
  runOut(instance);
  seen.push(progress(instance));
  const grows = seen.every((share, i) => i === 0 || share >= (seen[i - 1] ?? 0));
  return seen[0] === 0 && seen.at(-1) === 1 && grows ? undefined : `its progress should grow from 0 to 1; it was ${seen.join(", ")}`;
}

export function wrongLengthProblem(module: WebAssembly.Module, { blobs }: EncodedUnit, garbage: Uint8Array): Problem {
  const start = startUnit(module, garbage, undefined, blobs);
  if (start.kind === "failed" && start.code === "refused-input") return undefined;
  return `it should refuse an input of ${garbage.length} bytes with a code; it ${start.kind === "failed" ? `failed: ${start.message}` : "took it"}`;
}

/** The byte at `at` is changed by `change`, which is not 0. */
export function spoiltCheckpointProblem(
  module: WebAssembly.Module,
  unit: EncodedUnit,
  pieces: number,
  { at, change }: { readonly at: number; readonly change: number },
): Problem {
  const instance = begun(module, unit);
  step(instance, pieces);
  const checkpoint = save(instance);
  const where = at % checkpoint.length;
  const spoilt = {
    changed: checkpoint.map((byte, i) => (i === where ? byte ^ change : byte)),
    cut: checkpoint.subarray(0, where),
    lengthened: new Uint8Array([...checkpoint, change]),
  };
  for (const [how, bytes] of Object.entries(spoilt)) {
    if (offer(begun(module, unit), "load", bytes) === 0)
      return `it loads a checkpoint that was ${how} at byte ${where}; a checksum would tell`;
  }
  return undefined;
}

export function foreignCheckpointProblem(module: WebAssembly.Module, first: EncodedUnit, second: EncodedUnit): Problem {
  const instance = begun(module, second);
  if (offer(instance, "load", save(begun(module, first))) === 0)
    return "it loads the checkpoint of another unit: the input belongs into it";
  if (same(runOut(instance)) === same(runOut(begun(module, second)))) return undefined;
  return "a checkpoint that it refuses changes its output";
}

/** Bytes as text, to be compared whole. */
const same = (bytes: Uint8Array): string => Buffer.from(bytes).toString("latin1");
