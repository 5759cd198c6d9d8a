/**
 * One unit on whatever GPU there is. A lost device is replaced and the unit goes on from its last fold; what no device
 * here can do is told, and the unit can go on anywhere else.
 */
import type { CpuRun, SliceEnd } from "../../../worker-kernels/cpu-runner.ts";
import { GpuProgram } from "../../../worker-kernels/gpu-program.ts";
import type { GpuPart } from "../../../worker-kernels/gpu-programs.ts";
import { GpuRun } from "../../../worker-kernels/gpu-runner.ts";
import type { GpuTrouble } from "./compute-api.ts";
import type { GpuDevices } from "./gpu-devices.ts";

/** Two slices are in flight, so that a stop waits for up to two: well within what the bridge grants. */
const SLICE_MS = 25;

/** Losses in a row, with no slice folded between: a shader may be what brings the device down. */
const MAX_LOSSES_IN_ROW = 2;

export type GpuUnitSliceEnd = SliceEnd | { readonly kind: "trouble"; readonly trouble: GpuTrouble };

export class GpuUnit {
  readonly #cpu: CpuRun;
  readonly #part: GpuPart;
  readonly #devices: Pick<GpuDevices, "program" | "abandon">;
  #run: GpuRun | null = null;
  #lossesInRow = 0;

  constructor(cpu: CpuRun, part: GpuPart, devices: Pick<GpuDevices, "program" | "abandon">) {
    this.#cpu = cpu;
    this.#part = part;
    this.#devices = devices;
  }

  /** One slice, on a device that is opened first if need be. After trouble the unit is good to go on on a CPU. */
  async slice(now: () => number): Promise<GpuUnitSliceEnd> {
    const run = this.#run ?? (await this.#start());
    if (!(run instanceof GpuRun)) return { kind: "trouble", trouble: run };
    const end = await run.slice(SLICE_MS, now);
    if (end.kind !== "lost") {
      this.#lossesInRow = 0;
      return end;
    }
    this.#run = null;
    this.#devices.abandon();
    this.#lossesInRow += 1;
    return this.#lossesInRow < MAX_LOSSES_IN_ROW ? { kind: "more" } : { kind: "trouble", trouble: "lost" };
  }

  /** Gives up what is on the device, so that the unit can be saved and ended. */
  async leave(): Promise<void> {
    await this.#run?.drop();
    this.#run = null;
  }

  async #start(): Promise<GpuRun | GpuTrouble> {
    const program = await this.#devices.program(this.#part);
    if (!(program instanceof GpuProgram)) return program.kind === "absent" ? "lost" : "unsuitable";
    this.#run = new GpuRun(this.#cpu, program, this.#part.gpu);
    return this.#run;
  }
}
