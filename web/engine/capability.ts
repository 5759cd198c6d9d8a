/** What this device can run, found out without starting anything. */

export type MissingCapability = "no-webassembly" | "no-simd" | "no-workers" | "no-storage";

/** A module with one function that makes a vector of sixteen equal bytes: valid only where SIMD is known. */
// prettier-ignore
const SIMD_MODULE = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11,
]);

/** What of a global object is looked at. */
export type Surroundings = Partial<Pick<typeof globalThis, "WebAssembly" | "Worker" | "indexedDB">>;

/** The first thing that is missing for computing here, or null when all is there. */
export function missingCapability({ WebAssembly, Worker, indexedDB }: Surroundings): MissingCapability | null {
  if (WebAssembly === undefined) return "no-webassembly";
  if (!WebAssembly.validate(SIMD_MODULE)) return "no-simd";
  if (Worker === undefined) return "no-workers";
  return indexedDB === undefined ? "no-storage" : null;
}
