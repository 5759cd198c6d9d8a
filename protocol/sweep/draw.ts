/**
 * Random draws that anybody can make again: the SHA-256 of the UTF-8 text `manyhands-sweep-1`, seed, field and unit, each
 * but the last followed by a line feed, is cut to its first 24 bytes and read as a big-endian number n. A whole number is
 * drawn as from + n mod (to − from + 1); its bias is below 2^-64. An f64 is from + (to − from) × ⌊n / 2^139⌋ / 2^53.
 */
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import type { ScalarType } from "../layout/layout.ts";
import { toDecimal } from "./decimal.ts";

export interface Draw {
  readonly seed: string;
  readonly field: string;
  readonly type: ScalarType;
  readonly from: number | string;
  readonly to: number | string;
}

const DRAWN_BYTES = 24;
/** Of the 192 bits, those beyond the 53 that a double has. */
const BITS_TO_DROP = 139n;

/** The value of a unit, for a field of numbers; undefined for others, and where the range is none. */
export function drawFrom({ seed, field, type, from, to }: Draw): ((unit: bigint) => unknown) | undefined {
  const [low, high] = [toDecimal(from), toDecimal(to)];
  if (type === "text" || type === "blob" || low === undefined || high === undefined) return undefined;
  if (type === "f64") {
    const width = Number(to) - Number(from);
    return width >= 0 && width < Infinity ? (unit) => Number(from) + width * share(bits(seed, field, unit)) : undefined;
  }
  // Whole fields take whole numbers, which have no negative exponent but where they are written as fractions.
  if (low.exponent < 0 || high.exponent < 0) return undefined;
  const [first, last] = [low, high].map(({ digits, exponent }) => digits * 10n ** BigInt(exponent));
  if (first === undefined || last === undefined || last < first) return undefined;
  return (unit) => (first + (bits(seed, field, unit) % (last - first + 1n))).toString();
}

/** From 0 to less than 1, in steps of 2^-53. */
const share = (n: bigint): number => Number(n >> BITS_TO_DROP) / 2 ** 53;

function bits(seed: string, field: string, unit: bigint): bigint {
  const text = new TextEncoder().encode(`manyhands-sweep-1\n${seed}\n${field}\n${unit}`);
  return BigInt(`0x${bytesToHex(sha256(text).subarray(0, DRAWN_BYTES))}`);
}
