/**
 * The batch that a new deployment starts with. It must show the whole way quickly on any machine, so
 * it asks for what can be found in seconds: small factors of very large Mersenne numbers.
 */

/** The smallest p for which 2^p - 1 has 100 million decimal digits: (10^8 - 1) · log2(10) = 332,192,806.2…, and the next prime. */
const FIRST_EXPONENT = 332_192_831;

/** At 1 to 2 seconds a unit, and each computed twice, some hours of one core. */
const UNITS = 4_800;

/**
 * The k of a unit, from 1 on: about 12 million candidates, a bit more than a second on one core of a
 * server of 2023. They reach factors of 57 bits; the chance that there is one is 1 - 30/57, about one
 * half (between 2^a and 2^b it is about 1 - a/b, and the smallest that is possible, 2p + 1, has 30).
 */
const COFACTORS_PER_UNIT = 200_000_000;

export const DEMONSTRATION = {
  kernel: "mersenne-tf",
  name: "Mersenne numbers of 100 million digits: small factors, checked again",
  purpose:
    "No prime with 100 million digits is known, and Mersenne numbers are where one is sought. About half of them have a factor small enough to be found in a second. " +
    "The ground is known: GIMPS has searched these numbers further. This batch checks it again and shows how the network works.",
} as const;

/** One unit of the batch, by the kernel's input columns. */
export interface DemonstrationRow {
  readonly exponent: number;
  readonly kStart: string;
  readonly kCount: string;
}

/** The batch's rows: consecutive prime exponents, a unit each. */
export function* demonstrationRows(units: number = UNITS): Generator<DemonstrationRow> {
  let exponent = FIRST_EXPONENT;
  for (let unit = 0; unit < units; exponent += 2) {
    if (!isPrime(exponent)) continue;
    yield { exponent, kStart: "1", kCount: String(COFACTORS_PER_UNIT) };
    unit++;
  }
}

/** The batch as a researcher would hand it in. */
export function demonstrationCsv(): string {
  const lines = Array.from(demonstrationRows(), ({ exponent, kStart, kCount }) => `${exponent},${kStart},${kCount}`);
  return ["exponent,kStart,kCount", ...lines, ""].join("\n");
}

/** For odd numbers from 3. */
function isPrime(n: number): boolean {
  for (let divisor = 3; divisor * divisor <= n; divisor += 2) {
    if (n % divisor === 0) return false;
  }
  return true;
}
