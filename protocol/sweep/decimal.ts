/** Decimal numbers that lose no digit: 0.1 is a tenth here, and ten times it is one. */

/** `digits` × 10^`exponent`. */
export interface Decimal {
  readonly digits: bigint;
  readonly exponent: number;
}

const FORM = /^([+-]?\d{1,60})(?:\.(\d{1,60}))?(?:e([+-]?\d{1,3}))?$/i;

/** Reads a decimal number, or nothing. A JSON number past 2^53 was rounded before it came here and is none. */
export function toDecimal(raw: number | string): Decimal | undefined {
  if (typeof raw === "number" && Number.isInteger(raw) && !Number.isSafeInteger(raw)) return undefined;
  const [, whole, fraction = "", exponent = "0"] = FORM.exec(String(raw).trim()) ?? [];
  if (whole === undefined) return undefined;
  return { digits: BigInt(whole.replace("+", "") + fraction), exponent: Number(exponent) - fraction.length };
}

/** The numbers as digits of one exponent, the smallest of theirs. */
export function aligned(decimals: readonly Decimal[]): { readonly digits: bigint[]; readonly exponent: number } {
  const exponent = Math.min(...decimals.map((decimal) => decimal.exponent));
  return { digits: decimals.map((decimal) => decimal.digits * 10n ** BigInt(decimal.exponent - exponent)), exponent };
}

/** As text: plain digits where the number is whole by its exponent, else with one. */
export function decimalText({ digits, exponent }: Decimal): string {
  return exponent < 0 ? `${digits}e${exponent}` : (digits * 10n ** BigInt(exponent)).toString();
}
