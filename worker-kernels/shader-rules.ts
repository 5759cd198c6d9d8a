/** Whether a text may be a kernel's shader. Only a device can compile it: this finds what would be a mix-up. */
import type { Manifest } from "./contract.ts";

/** Bytes of one shader. */
export const MAX_SHADER_BYTES = 262_144;

/** Everything that is wrong, in words. A shader is there exactly when the manifest says how to run it. */
export function shaderProblems(shader: Uint8Array | undefined, { gpu }: Pick<Manifest, "gpu">): string[] {
  if (shader === undefined) return gpu === undefined ? [] : ["the manifest has a gpu part, and there is no shader"];
  if (gpu === undefined) return ["there is a shader, and the manifest has no gpu part"];
  if (shader.length > MAX_SHADER_BYTES) return [`it has ${shader.length} bytes; the limit is ${MAX_SHADER_BYTES}`];
  const text = decode(shader);
  if (text === undefined) return ["it is not UTF-8 text"];
  // The name comes from the manifest's schema: letters, digits and _ only.
  return new RegExp(`\\bfn\\s+${gpu.entryPoint}\\b`).test(text) ? [] : [`it has no function ${gpu.entryPoint}, which the manifest names`];
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
