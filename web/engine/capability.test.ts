import { expect, it } from "vitest";
import { missingCapability, type Surroundings } from "./capability.ts";

const whole = { WebAssembly, Worker: Object, indexedDB: {} } as unknown as Required<Surroundings>;

it("misses nothing where all is there", () => {
  expect(missingCapability(whole)).toBeNull();
});

it.each([
  ["no-webassembly", { ...whole, WebAssembly: undefined }],
  ["no-simd", { ...whole, WebAssembly: { ...WebAssembly, validate: () => false } }],
  ["no-workers", { ...whole, Worker: undefined }],
  ["no-storage", { ...whole, indexedDB: undefined }],
])("names %s", (reason, surroundings) => {
  expect(missingCapability(surroundings as unknown as Surroundings)).toBe(reason);
});
