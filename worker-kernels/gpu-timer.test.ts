import { describe, expect, it } from "vitest";
import { createGpuTimer, millisecondsBetween } from "./gpu-timer.ts";

const instants = (begin: bigint, end: bigint): Uint8Array => new Uint8Array(new BigUint64Array([begin, end]).buffer);

describe("a slice's time on the device", () => {
  it("is what lies between its instants", () => {
    expect(millisecondsBetween(instants(5_000_000n, 30_500_000n))).toBe(25.5);
    expect(millisecondsBetween(instants(2n ** 64n - 1_000_000n, 1_000_000n))).toBe(2);
  });

  it("is not known from instants that make no sense", () => {
    expect(millisecondsBetween(instants(0n, 0n))).toBeUndefined();
    expect(millisecondsBetween(instants(9_000_000n, 1_000_000n))).toBeUndefined();
  });

  it("is not known at all on a device without a clock", () => {
    const timer = createGpuTimer({ features: new Set() } as unknown as GPUDevice);
    expect([timer.pass, timer.read(instants(0n, 5n))]).toEqual([{}, undefined]);
  });
});
