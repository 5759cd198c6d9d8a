/**
 * The host side of every kernel on a GPU. It knows a kernel only as a module that plans slices and folds their results
 * (`contract.ts`), and works on the instance of a {@link CpuRun}: the unit can change over between any two slices, with
 * nothing to copy, and what a GPU does not do of it the CPU does.
 *
 *     const start = startUnit(module, input, checkpoint);
 *     const run = new GpuRun(start.run, program);
 *     while ((end = await run.slice(25, now)).kind === "more") …
 *     if (end.kind === "lost") …go on with start.run, or with a GpuRun on another device…
 */
import type { CpuRun, SliceEnd } from "./cpu-runner.ts";
import { type GpuManifest, MAX_WORKGROUPS } from "./contract.ts";
import { type GpuLost, type GpuProgram, MAX_SLICES_IN_FLIGHT, type PendingSlice, type SliceResult } from "./gpu-program.ts";
import { failure, type KernelFailure } from "./kernel-module.ts";
import { SliceBudget } from "./slice-budget.ts";

/** What of a program a run uses. */
export type SliceQueue = Pick<GpuProgram, "fill" | "submit">;

export type GpuSliceEnd = SliceEnd | GpuLost;

interface PlannedSlice {
  readonly pending: PendingSlice;
  readonly budget: number;
  readonly resultBytes: number;
  readonly submittedMs: number;
}

export class GpuRun {
  readonly #cpu: CpuRun;
  readonly #program: SliceQueue;
  readonly #bindings: GpuManifest["bindings"];
  readonly #budget = new SliceBudget();
  readonly #inFlight: PlannedSlice[] = [];
  #isFilled = false;
  /** All that a GPU can do of the unit is planned. */
  #isPlanned = false;
  #landedMs = -Infinity;
  #broken: KernelFailure | GpuLost | null = null;

  constructor(cpu: CpuRun, program: SliceQueue, gpu: GpuManifest) {
    this.#cpu = cpu;
    this.#program = program;
    this.#bindings = gpu.bindings;
  }

  /**
   * Sees one slice through: keeps the device busy with the next ones and folds the oldest. A slice is sized to last
   * about `targetMs` on the device; the first few are far shorter. After a loss, or a failure, it only repeats that.
   */
  async slice(targetMs: number, now: () => number): Promise<GpuSliceEnd> {
    if (this.#broken !== null) return this.#broken;
    const begunMs = now();
    const broken = this.#planAhead(now);
    const oldest = this.#inFlight.shift();
    if (broken !== undefined) return this.#break(broken);
    if (oldest === undefined) return this.#cpu.slice(targetMs, now);
    const landed = await oldest.pending.landed;
    const end = landed.kind === "lost" ? landed : this.#fold(oldest, landed, targetMs, now());
    this.#cpu.addElapsed(now() - begunMs);
    return end === undefined ? { kind: "more" } : this.#break(end);
  }

  /**
   * Leaves what is on the device, which was no progress yet; the unit goes on from its last fold in the {@link CpuRun},
   * or in another `GpuRun` on it. To be awaited before either does.
   */
  async drop(): Promise<void> {
    this.#broken ??= { kind: "lost", message: "the slices were dropped" };
    const pending = this.#inFlight.splice(0).map((slice) => slice.pending);
    for (const { cancel } of pending) cancel();
    this.#cpu.instance.call("gpuDrop");
    // What they were to be read from is the program's again only then.
    await Promise.all(pending.map(({ landed }) => landed));
  }

  #planAhead(now: () => number): KernelFailure | undefined {
    while (!this.#isPlanned && this.#inFlight.length < MAX_SLICES_IN_FLIGHT) {
      const budget = this.#budget.value;
      const groups = this.#cpu.instance.call("gpuPlan", budget);
      if (typeof groups !== "number") return groups;
      if (groups === 0) this.#isPlanned = true;
      else {
        const planned = this.#submit(groups, budget, now);
        if ("kind" in planned) return planned;
        this.#inFlight.push(planned);
      }
    }
    return undefined;
  }

  #submit(groups: number, budget: number, now: () => number): PlannedSlice | KernelFailure {
    if (groups < 0 || groups > MAX_WORKGROUPS) return failure("trap", `gpuPlan wants ${groups} workgroups; the limit is ${MAX_WORKGROUPS}`);
    const resultBytes = this.#fill();
    if (typeof resultBytes !== "number") return resultBytes;
    const pending = this.#program.submit(groups, resultBytes);
    return { pending, budget, resultBytes, submittedMs: now() };
  }

  /** Hands the module's bytes to the device; returns the length of the result to come. */
  #fill(): number | KernelFailure {
    let resultBytes = 0;
    for (const [binding, { kind, refill, maxBytes }] of this.#bindings.entries()) {
      if (kind === "result") {
        const length = this.#lengthOfResult(binding, maxBytes);
        if (typeof length !== "number") return length;
        resultBytes = length;
      } else if (kind !== "scratch" && (refill === "slice" || !this.#isFilled)) {
        const bytes = this.#cpu.instance.read("gpuFill", maxBytes, binding);
        if (!(bytes instanceof Uint8Array)) return bytes;
        if (bytes.length % 4 !== 0) return failure("trap", `gpuFill gave ${bytes.length} bytes, which are no whole words`);
        this.#program.fill(binding, bytes);
      }
    }
    this.#isFilled = true;
    return resultBytes;
  }

  #lengthOfResult(binding: number, maxBytes: number): number | KernelFailure {
    const length = this.#cpu.instance.call("gpuFill", binding);
    if (typeof length !== "number") return length;
    if (length > 0 && length <= maxBytes && length % 4 === 0) return length;
    return failure("trap", `gpuFill announced a result of ${length} bytes; the limit is ${maxBytes}`);
  }

  #fold(slice: PlannedSlice, { bytes, tookMs }: SliceResult, targetMs: number, nowMs: number): KernelFailure | undefined {
    // Without a clock on the device: slices follow one another there, so this one began when the last had landed.
    this.#budget.adapt(tookMs ?? nowMs - Math.max(slice.submittedMs, this.#landedMs), targetMs, slice.budget);
    this.#landedMs = nowMs;
    const unwritten = this.#cpu.instance.write(bytes);
    if (unwritten !== undefined) return unwritten;
    const code = this.#cpu.instance.call("gpuFold", bytes.length);
    if (typeof code !== "number") return code;
    return code === 0 ? undefined : failure("invalid-output", `the kernel refused a result of its shader with code ${code}`);
  }

  async #break(end: KernelFailure | GpuLost): Promise<KernelFailure | GpuLost> {
    this.#broken = end;
    await this.drop();
    return end;
  }
}
