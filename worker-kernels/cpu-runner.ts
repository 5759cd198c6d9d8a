/**
 * The host side of every kernel on a CPU, ours or uploaded. It knows a kernel only as a compiled
 * module that keeps the contract (`contract.ts`), and it runs wherever WebAssembly does. The clock is
 * a parameter. What it cannot do is stop a module that never returns from one call: the owner of the
 * thread has to watch for that ("stuck") and terminate the thread.
 *
 *     const start = startUnit(module, input, checkpoint, blobs);
 *     if (start.kind === "failed") …
 *     while ((end = start.run.slice(25, now)).kind === "more") …rest, report, save…
 *     if (end.kind === "done") start.run.finish()
 */
import { MAX_OUTPUT_BYTES } from "../protocol/limits.ts";
import { MAX_CHECKPOINT_BYTES } from "./contract.ts";
import { failure, KernelInstance, type KernelFailure } from "./kernel-module.ts";
import { SliceBudget } from "./slice-budget.ts";

export { GPU_CALLS, type KernelFailure, moduleProblems } from "./kernel-module.ts";

export type StartedUnit =
  | {
      readonly kind: "started";
      readonly run: CpuRun;
      /** Whether the run goes on from the checkpoint; false when there was none or it was of no use. */
      readonly resumed: boolean;
    }
  | KernelFailure;

export type SliceEnd = { readonly kind: "more" } | { readonly kind: "done" } | KernelFailure;

/**
 * Starts a unit on a fresh instance. `blobs` are the bytes of the blobs that the input names, in the order of its
 * layout's fields, checked by whoever fetched them. A checkpoint that the module refuses or traps on (it may be of
 * another version, or spoilt in storage) costs only its progress: the unit starts over.
 */
export function startUnit(
  module: WebAssembly.Module,
  input: Uint8Array,
  checkpoint?: Uint8Array,
  blobs: readonly Uint8Array[] = [],
): StartedUnit {
  const begun = begin(module, input, blobs);
  if (!(begun instanceof KernelInstance)) return begun;
  if (checkpoint === undefined) return { kind: "started", run: new CpuRun(begun), resumed: false };
  if (take(begun, "load", checkpoint) === undefined) return { kind: "started", run: new CpuRun(begun), resumed: true };
  return startUnit(module, input, undefined, blobs);
}

function begin(module: WebAssembly.Module, input: Uint8Array, blobs: readonly Uint8Array[]): KernelInstance | KernelFailure {
  const instance = KernelInstance.create(module);
  if (!(instance instanceof KernelInstance)) return instance;
  return attachAll(instance, blobs) ?? take(instance, "begin", input) ?? instance;
}

function attachAll(instance: KernelInstance, blobs: readonly Uint8Array[]): KernelFailure | undefined {
  if (blobs.length > 0 && !instance.has("attach")) return failure("trap", "the module is no kernel for blobs: it does not export attach");
  for (const [index, blob] of blobs.entries()) {
    const failed = instance.write(blob) ?? refusal(instance.call("attach", index, blob.length), `blob ${index}`);
    if (failed) return failed;
  }
  return undefined;
}

/** Hands bytes to `begin` or `load`. */
function take(instance: KernelInstance, name: "begin" | "load", bytes: Uint8Array): KernelFailure | undefined {
  const what = name === "begin" ? "the input" : "the checkpoint";
  return instance.write(bytes) ?? refusal(instance.call(name, bytes.length), what);
}

/** A code other than 0 is a refusal. */
function refusal(code: number | KernelFailure, what: string): KernelFailure | undefined {
  if (typeof code !== "number") return code;
  return code === 0 ? undefined : failure("refused-input", `the kernel refused ${what} with code ${code}`);
}

/** One unit on its way through a module. Made by {@link startUnit}. After a failure it only repeats it. */
export class CpuRun {
  /** For the runner that has a GPU work on the same unit (`gpu-runner.ts`), and for nobody else. */
  readonly instance: KernelInstance;
  readonly #budget = new SliceBudget();
  #end: "more" | "done" | KernelFailure = "more";
  #elapsedMs = 0;

  constructor(instance: KernelInstance) {
    this.instance = instance;
  }

  /** Time spent in slices so far, in milliseconds of the caller's clock. */
  get elapsedMs(): number {
    return this.#elapsedMs;
  }

  /** Counts slices that were not run here. */
  addElapsed(tookMs: number): void {
    this.#elapsedMs += tookMs;
  }

  /**
   * Runs one slice: one call of `step`, its budget adapted to last about `targetMs`. The first few are
   * far shorter, because how fast this module is here is not known yet.
   */
  slice(targetMs: number, now: () => number): SliceEnd {
    if (this.#end === "more") {
      const begunMs = now();
      const more = this.instance.call("step", this.#budget.value);
      const tookMs = now() - begunMs;
      this.#elapsedMs += tookMs;
      this.#budget.adapt(tookMs, targetMs);
      if (typeof more !== "number") this.#end = more;
      else if (more === 0) this.#end = "done";
    }
    return typeof this.#end === "string" ? { kind: this.#end } : this.#end;
  }

  /** Share of the unit done, 0 to 1. It is for eyes only: a module that answers nonsense reads as 0. */
  progress(): number {
    if (this.#end === "done") return 1;
    const share = this.#end === "more" ? this.instance.call("progress") : 0;
    return typeof share === "number" && share > 0 ? Math.min(share, 1) : 0;
  }

  /** A checkpoint from which `startUnit` can go on, here or on another host with the same module. */
  save(): { readonly kind: "saved"; readonly checkpoint: Uint8Array<ArrayBuffer> } | KernelFailure {
    if (typeof this.#end !== "string") return this.#end;
    const checkpoint = this.instance.read("save", MAX_CHECKPOINT_BYTES);
    return checkpoint instanceof Uint8Array ? { kind: "saved", checkpoint } : this.#fail(checkpoint);
  }

  /** The output of a unit that is done. Throws when it is not. */
  finish(): { readonly kind: "finished"; readonly output: Uint8Array<ArrayBuffer> } | KernelFailure {
    if (this.#end === "more") throw new Error("finish was called before the unit was done");
    if (this.#end !== "done") return this.#end;
    const output = this.instance.read("finish", MAX_OUTPUT_BYTES);
    return output instanceof Uint8Array ? { kind: "finished", output } : this.#fail(output);
  }

  #fail(reason: KernelFailure): KernelFailure {
    this.#end = reason;
    return reason;
  }
}
