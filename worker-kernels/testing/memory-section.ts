/** Tiny modules with a memory of other limits than the tiny module has. */
import { tinyModuleBytes } from "./tiny-module.ts";

/** The memory section of a tiny module: one memory of one page, without a maximum. */
const TINY_MEMORY = [5, 3, 1, 0x00, 1];

/** Puts other limits into the place of a tiny module's: flags, minimum, maximum, as in the binary. */
export function withLimits(bytes: Uint8Array, limits: readonly number[]): Uint8Array<ArrayBuffer> {
  const at = bytes.findIndex((_, i) => TINY_MEMORY.every((byte, j) => bytes[i + j] === byte));
  const memory = [5, 1 + limits.length, 1, ...limits];
  return Uint8Array.from([...bytes.slice(0, at), ...memory, ...bytes.slice(at + TINY_MEMORY.length)]);
}

/** A tiny module that the rules let through: its memory has a maximum of four pages. */
export const boundedModuleBytes = (variations: Parameters<typeof tinyModuleBytes>[0] = {}): Uint8Array<ArrayBuffer> =>
  withLimits(tinyModuleBytes(variations), [0x01, 1, 4]);
