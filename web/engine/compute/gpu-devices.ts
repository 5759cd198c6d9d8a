/**
 * The GPU of this device, as far as a worker can have it: looked for, opened, and opened again after a loss. Having
 * none is an ordinary case, and so is one that goes away: a driver is updated, a laptop changes its graphics card.
 */
import { type GpuPart, GpuPrograms } from "../../../worker-kernels/gpu-programs.ts";
import { GpuProgram, type GpuUnsuitable } from "../../../worker-kernels/gpu-program.ts";

/** What the contract lets a kernel ask for, every WebGPU device has: nothing is asked beyond that. */
const WANTED_FEATURE: GPUFeatureName = "timestamp-query";

/** A browser that starts its GPU process again has an adapter after some tenths of a second. */
const TRIES = 8;
const TRY_AGAIN_MS = 250;

export interface GpuAbsent {
  readonly kind: "absent";
}

interface Opened {
  readonly device: GPUDevice;
  readonly programs: GpuPrograms;
  isLost: boolean;
}

export class GpuDevices {
  readonly #gpu: GPU | undefined;
  readonly #sleep: (ms: number) => Promise<void>;
  #opened: Opened | null = null;
  /** Whether there ever was an adapter: without one there is no point in trying again. */
  #isKnown = false;

  /** `gpu` is `navigator.gpu`, where there is one. */
  constructor(gpu: GPU | undefined, sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))) {
    this.#gpu = gpu;
    this.#sleep = sleep;
  }

  /** Whether there is an adapter at all. Opens nothing. */
  async probe(): Promise<boolean> {
    const adapter = await this.#adapter();
    this.#isKnown ||= adapter !== null;
    return adapter !== null;
  }

  /** A shader on the device, which is opened first where it is not, or was lost. Never rejects. */
  async program(part: GpuPart): Promise<GpuProgram | GpuUnsuitable | GpuAbsent> {
    if (this.#opened?.isLost) this.abandon();
    this.#opened ??= await this.#open();
    if (this.#opened === null) return { kind: "absent" };
    const opened = this.#opened;
    const made = await opened.programs.get(part);
    if (made instanceof GpuProgram) return made;
    // A device that is lost while it compiles may say that of the shader first.
    await this.#sleep(TRY_AGAIN_MS);
    if (!opened.isLost) return made;
    this.abandon();
    this.#opened = await this.#open();
    return this.#opened === null ? { kind: "absent" } : this.#opened.programs.get(part);
  }

  /** Gives up a device that failed: the next program comes from another one. */
  abandon(): void {
    this.#opened?.device.destroy();
    this.#opened = null;
  }

  async #open(): Promise<Opened | null> {
    for (let tries = 0; tries < TRIES; tries++) {
      if (tries > 0) await this.#sleep(TRY_AGAIN_MS);
      const device = await this.#device();
      if (device !== null) return watched(device);
      if (!this.#isKnown) return null;
    }
    return null;
  }

  async #device(): Promise<GPUDevice | null> {
    const adapter = await this.#adapter();
    if (adapter === null) return null;
    this.#isKnown = true;
    try {
      return await adapter.requestDevice({ requiredFeatures: adapter.features.has(WANTED_FEATURE) ? [WANTED_FEATURE] : [] });
    } catch {
      // The adapter went away in between.
      return null;
    }
  }

  async #adapter(): Promise<GPUAdapter | null> {
    try {
      return (await this.#gpu?.requestAdapter({ powerPreference: "high-performance" })) ?? null;
    } catch {
      // Some browsers throw where WebGPU is switched off by a policy.
      return null;
    }
  }
}

function watched(device: GPUDevice): Opened {
  const opened: Opened = { device, programs: new GpuPrograms(device), isLost: false };
  void device.lost.then(() => (opened.isLost = true));
  // A device that complains computes something else than it was told: whoever waits for it shall see it as lost.
  device.addEventListener("uncapturederror", () => device.destroy());
  return opened;
}
