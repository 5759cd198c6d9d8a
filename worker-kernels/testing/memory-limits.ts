/** What a module says of its memory, read from its bytes: the JavaScript API does not tell. */

const MEMORY_SECTION = 5;
const HEADER_BYTES = 8;

/** The limits of a module's own memory, in pages; a memory without a maximum has an infinite one. */
export function memoryLimits(bytes: Uint8Array): { readonly minPages: number; readonly maxPages: number } {
  let at = HEADER_BYTES;
  const leb = (): number => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++] ?? 0;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  while (at < bytes.length) {
    const section = leb();
    const length = leb();
    if (section !== MEMORY_SECTION) {
      at += length;
      continue;
    }
    leb(); // how many memories
    const hasMaximum = (leb() & 1) === 1;
    return { minPages: leb(), maxPages: hasMaximum ? leb() : Infinity };
  }
  throw new Error("the module has no memory of its own");
}
