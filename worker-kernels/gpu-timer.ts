/**
 * How long a slice took on the GPU itself, where the device can tell: what a slice waited for others, and for its
 * answer to travel, says nothing about how large the next one should be.
 */
import { BufferUsage } from "./gpu-flags.ts";

/** Two instants of 64 bits, in nanoseconds of the device. */
export const TIMER_BYTES = 16;

/** Where a buffer must begin into which queries are resolved. It is smaller than any alignment asked for. */
const RESOLVED_BYTES = 256;

const NS_PER_MS = 1e6;

export interface GpuTimer {
  /** Has the pass note its begin and its end. */
  readonly pass: GPUComputePassDescriptor;
  /** Puts the two instants at the start of `target`. */
  resolve(encoder: GPUCommandEncoder, target: GPUBuffer): void;
  /** Milliseconds between the two instants read back; undefined when they are of no use. */
  read(instants: Uint8Array): number | undefined;
  destroy(): void;
}

/** For a device that was made without `timestamp-query`. */
const NO_TIMER: GpuTimer = {
  pass: {},
  resolve: () => undefined,
  read: () => undefined,
  destroy: () => undefined,
};

export const createGpuTimer = (device: GPUDevice): GpuTimer =>
  device.features.has("timestamp-query") ? createTimestampTimer(device) : NO_TIMER;

function createTimestampTimer(device: GPUDevice): GpuTimer {
  const querySet = device.createQuerySet({ type: "timestamp", count: 2 });
  const resolved = device.createBuffer({ size: RESOLVED_BYTES, usage: BufferUsage.queryResolve | BufferUsage.copySource });
  return {
    pass: { timestampWrites: { querySet, beginningOfPassWriteIndex: 0, endOfPassWriteIndex: 1 } },
    resolve(encoder, target) {
      encoder.resolveQuerySet(querySet, 0, 2, resolved, 0);
      encoder.copyBufferToBuffer(resolved, 0, target, 0, TIMER_BYTES);
    },
    read: millisecondsBetween,
    destroy() {
      querySet.destroy();
      resolved.destroy();
    },
  };
}

/** Some devices count in other units now and then, or start again in between: such a pair is passed over. */
export function millisecondsBetween(instants: Uint8Array): number | undefined {
  const view = new DataView(instants.buffer, instants.byteOffset, TIMER_BYTES);
  const tookNs = Number(BigInt.asIntN(64, view.getBigUint64(8, true) - view.getBigUint64(0, true)));
  return tookNs > 0 ? tookNs / NS_PER_MS : undefined;
}
