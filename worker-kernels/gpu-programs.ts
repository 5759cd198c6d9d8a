/** Shaders compiled on one device, kept for the next unit: the newest few, because each holds buffers there. */
import type { GpuManifest } from "./contract.ts";
import { createGpuProgram, GpuProgram, type GpuUnsuitable } from "./gpu-program.ts";

/** A shader, and how the manifest says it is run. */
export interface GpuPart {
  readonly shader: string;
  readonly gpu: GpuManifest;
}

/** A host is given units of one batch at a time, mostly, and of a few in turn at times. */
const MAX_PROGRAMS = 3;

type Compiling = Promise<GpuProgram | GpuUnsuitable>;

export class GpuPrograms {
  readonly #device: GPUDevice;
  /** The one used last comes last. */
  readonly #programs = new Map<string, Compiling>();

  constructor(device: GPUDevice) {
    this.#device = device;
  }

  /** The program of a shader. Not to be called while a unit runs on another program of the device. */
  get(part: GpuPart): Compiling {
    const key = JSON.stringify(part);
    const known = this.#programs.get(key);
    this.#programs.delete(key);
    this.#dropOldest();
    const program = known ?? createGpuProgram(this.#device, part.shader, part.gpu);
    this.#programs.set(key, program);
    return program;
  }

  #dropOldest(): void {
    for (const [key, program] of this.#programs) {
      if (this.#programs.size < MAX_PROGRAMS) return;
      this.#programs.delete(key);
      void program.then((made) => (made instanceof GpuProgram ? made.destroy() : undefined));
    }
  }
}
