/**
 * A kernel's shader on one device: pipeline and buffers, made once and used for every unit and slice. It moves bytes
 * and knows nothing of what they mean.
 *
 * A device may be lost at any time. WebGPU then lets every call pass and answers nothing, so that the one place where
 * a loss shows is where results are waited for.
 */
import type { GpuManifest } from "./contract.ts";
import { BufferUsage, MAP_MODE_READ, STAGE_COMPUTE } from "./gpu-flags.ts";
import { createGpuTimer, type GpuTimer, TIMER_BYTES } from "./gpu-timer.ts";

/** Slices on the device at a time: while one is computed the next one already waits, and no more than that. */
export const MAX_SLICES_IN_FLIGHT = 2;

export interface GpuLost {
  readonly kind: "lost";
  readonly message: string;
}

/** The device cannot run this shader, though it may run others. */
export interface GpuUnsuitable {
  readonly kind: "unsuitable";
  readonly message: string;
}

export interface SliceResult {
  readonly kind: "landed";
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Milliseconds on the GPU, where the device can tell. */
  readonly tookMs: number | undefined;
}

type Binding = GpuManifest["bindings"][number];

/** Compiles a shader and makes its buffers. Never rejects. */
export async function createGpuProgram(device: GPUDevice, shader: string, gpu: GpuManifest): Promise<GpuProgram | GpuUnsuitable> {
  device.pushErrorScope("out-of-memory");
  device.pushErrorScope("validation");
  const layout = device.createBindGroupLayout({ entries: gpu.bindings.map(layoutEntry) });
  const program = new GpuProgram(device, layout, gpu.bindings);
  const compiling = device.createComputePipelineAsync({
    layout: device.createPipelineLayout({ bindGroupLayouts: [layout] }),
    compute: { module: device.createShaderModule({ code: shader }), entryPoint: gpu.entryPoint },
  });
  const scopes = [device.popErrorScope(), device.popErrorScope()];
  try {
    program.pipeline = await compiling;
    const [error] = (await Promise.all(scopes)).filter((found) => found !== null);
    if (error === undefined) return program;
    return unsuitable(program, error);
  } catch (error) {
    await Promise.allSettled(scopes);
    return unsuitable(program, error);
  }
}

function unsuitable(program: GpuProgram, error: unknown): GpuUnsuitable {
  program.destroy();
  const message = typeof error === "object" && error !== null && "message" in error ? String(error.message) : String(error);
  return { kind: "unsuitable", message };
}

/** Made by {@link createGpuProgram}. */
export class GpuProgram {
  readonly device: GPUDevice;
  pipeline: GPUComputePipeline | null = null;
  readonly #buffers: readonly GPUBuffer[];
  readonly #result: GPUBuffer;
  readonly #bindGroup: GPUBindGroup;
  readonly #timer: GpuTimer;
  /** What results are read from, one for each slice in flight; here are those not in use. */
  readonly #staging: GPUBuffer[];

  constructor(device: GPUDevice, layout: GPUBindGroupLayout, bindings: readonly Binding[]) {
    this.device = device;
    this.#buffers = bindings.map(({ kind, maxBytes }) => device.createBuffer({ size: maxBytes, usage: usageOf(kind) }));
    const resultAt = bindings.findIndex(({ kind }) => kind === "result");
    const [result] = this.#buffers.slice(resultAt);
    if (result === undefined) throw new Error("a shader without a result");
    this.#result = result;
    const entries = this.#buffers.map((buffer, binding) => ({ binding, resource: { buffer } }));
    this.#bindGroup = device.createBindGroup({ layout, entries });
    this.#timer = createGpuTimer(device);
    this.#staging = Array.from({ length: MAX_SLICES_IN_FLIGHT }, () =>
      device.createBuffer({ size: TIMER_BYTES + result.size, usage: BufferUsage.copyTarget | BufferUsage.mapRead }),
    );
  }

  /** Fills a binding from its start, for the slices submitted from now on. */
  fill(binding: number, bytes: Uint8Array<ArrayBuffer>): void {
    const buffer = this.#buffers[binding];
    if (buffer === undefined) throw new Error(`there is no binding ${binding}`);
    this.device.queue.writeBuffer(buffer, 0, bytes);
  }

  /** Runs the shader over so many workgroups. Throws when too many slices are in flight. */
  submit(groups: number, resultBytes: number): PendingSlice {
    const staging = this.#staging.pop();
    if (staging === undefined || this.pipeline === null) throw new Error("the program has no room for another slice");
    const encoder = this.device.createCommandEncoder();
    encoder.clearBuffer(this.#result, 0, resultBytes);
    const pass = encoder.beginComputePass(this.#timer.pass);
    pass.setPipeline(this.pipeline);
    pass.setBindGroup(0, this.#bindGroup);
    pass.dispatchWorkgroups(groups);
    pass.end();
    this.#timer.resolve(encoder, staging);
    encoder.copyBufferToBuffer(this.#result, 0, staging, TIMER_BYTES, resultBytes);
    this.device.queue.submit([encoder.finish()]);
    const landed = this.#land(staging, TIMER_BYTES + resultBytes);
    return { landed, cancel: () => staging.unmap() };
  }

  destroy(): void {
    for (const buffer of [...this.#buffers, ...this.#staging]) buffer.destroy();
    this.#timer.destroy();
  }

  async #land(staging: GPUBuffer, bytes: number): Promise<SliceResult | GpuLost> {
    try {
      await Promise.race([staging.mapAsync(MAP_MODE_READ, 0, bytes), rejectWhenLost(this.device)]);
      const read = Uint8Array.from(new Uint8Array(staging.getMappedRange(0, bytes)));
      staging.unmap();
      return { kind: "landed", bytes: read.slice(TIMER_BYTES), tookMs: this.#timer.read(read) };
    } catch (error) {
      return { kind: "lost", message: error instanceof Error ? error.message : String(error) };
    } finally {
      this.#staging.push(staging);
    }
  }
}

export interface PendingSlice {
  readonly landed: Promise<SliceResult | GpuLost>;
  /** No longer waits for it: `landed` soon says that it is lost. */
  readonly cancel: () => void;
}

/** Mapping a buffer of a lost device should fail by itself; that nobody waits for ever must not depend on it. */
async function rejectWhenLost(device: GPUDevice): Promise<never> {
  const { message } = await device.lost;
  throw new Error(`the device was lost: ${message}`);
}

function usageOf(kind: Binding["kind"]): number {
  if (kind === "uniform") return BufferUsage.uniform | BufferUsage.copyTarget;
  return BufferUsage.storage | BufferUsage.copyTarget | (kind === "result" ? BufferUsage.copySource : 0);
}

function layoutEntry({ kind }: Binding, binding: number): GPUBindGroupLayoutEntry {
  const type = { uniform: "uniform", read: "read-only-storage", scratch: "storage", result: "storage" } as const;
  return { binding, visibility: STAGE_COMPUTE, buffer: { type: type[kind] } };
}
