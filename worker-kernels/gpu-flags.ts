/**
 * Bit flags of WebGPU, with the values that its specification fixes. Written down here because neither TypeScript's
 * libraries nor every platform have the names: Node's package keeps them apart from the global object.
 */

export const BufferUsage = {
  mapRead: 0x0001,
  copySource: 0x0004,
  copyTarget: 0x0008,
  uniform: 0x0040,
  storage: 0x0080,
  queryResolve: 0x0200,
} as const;

export const MAP_MODE_READ = 0x1;

export const STAGE_COMPUTE = 0x4;
