/** How each scalar type lies in memory: little-endian, without padding. */
import type { Scalar, ScalarType } from "./layout.ts";

interface ScalarForm {
  /** Bytes that the value takes. */
  size(value: Scalar): number;
  write(view: DataView, offset: number, value: Scalar): void;
  /** The value at the offset, and where it ends. Throws a `RangeError` past the end of the view. */
  read(view: DataView, offset: number): { readonly value: Scalar; readonly end: number };
}

/** Bytes of a blob's digest, SHA-256. */
const DIGEST_BYTES = 32;
const TEXT_LENGTH_BYTES = 4;

export const SCALARS: Record<ScalarType, ScalarForm> = {
  u32: fixed(
    4,
    (view, at, value) => view.setUint32(at, Number(value), true),
    (view, at) => view.getUint32(at, true),
  ),
  i32: fixed(
    4,
    (view, at, value) => view.setInt32(at, Number(value), true),
    (view, at) => view.getInt32(at, true),
  ),
  f64: fixed(
    8,
    (view, at, value) => view.setFloat64(at, Number(value), true),
    (view, at) => view.getFloat64(at, true),
  ),
  u64: fixed(
    8,
    (view, at, value) => view.setBigUint64(at, BigInt(value), true),
    (view, at) => view.getBigUint64(at, true).toString(),
  ),
  i64: fixed(
    8,
    (view, at, value) => view.setBigInt64(at, BigInt(value), true),
    (view, at) => view.getBigInt64(at, true).toString(),
  ),
  u128: fixed(16, writeU128, readU128),
  blob: fixed(DIGEST_BYTES, writeDigest, readDigest),
  text: {
    size: (value) => TEXT_LENGTH_BYTES + utf8(value).length,
    write(view, offset, value) {
      const bytes = utf8(value);
      view.setUint32(offset, bytes.length, true);
      within(view, offset + TEXT_LENGTH_BYTES, bytes.length).set(bytes);
    },
    read(view, offset) {
      const length = view.getUint32(offset, true);
      const start = offset + TEXT_LENGTH_BYTES;
      return { value: decoded(within(view, start, length)), end: start + length };
    },
  },
};

function fixed(bytes: number, write: ScalarForm["write"], read: (view: DataView, offset: number) => Scalar): ScalarForm {
  return { size: () => bytes, write, read: (view, offset) => ({ value: read(view, offset), end: offset + bytes }) };
}

function writeU128(view: DataView, offset: number, value: Scalar): void {
  const wide = BigInt(value);
  // Both cut to their lowest 64 bits.
  view.setBigUint64(offset, wide, true);
  view.setBigUint64(offset + 8, wide >> 64n, true);
}

function readU128(view: DataView, offset: number): string {
  return (view.getBigUint64(offset, true) | (view.getBigUint64(offset + 8, true) << 64n)).toString();
}

function writeDigest(view: DataView, offset: number, value: Scalar): void {
  const digest = String(value);
  for (let i = 0; i < DIGEST_BYTES; i++) view.setUint8(offset + i, Number.parseInt(digest.slice(2 * i, 2 * i + 2), 16));
}

function readDigest(view: DataView, offset: number): string {
  return Array.from(within(view, offset, DIGEST_BYTES), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

const utf8 = (value: Scalar): Uint8Array => new TextEncoder().encode(String(value));

function decoded(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new RangeError("text that is not UTF-8");
  }
}

function within(view: DataView, offset: number, length: number): Uint8Array {
  if (offset + length > view.byteLength) throw new RangeError(`${length} bytes at ${offset} of ${view.byteLength}`);
  return new Uint8Array(view.buffer, view.byteOffset + offset, length);
}
