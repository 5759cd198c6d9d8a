/**
 * `kernel.mersenne-tf.wasm`: candidates powered per second of processor time, over a whole unit with the sieve that
 * picks the candidates. Both sides must give the same residue sum.
 */
import type { Metric } from "../report.ts";
import { compileNative } from "./native.ts";
import { rated, type Side, takeTurns, wasmSide } from "./turns.ts";

/** Half a unit of the demonstration batch: about half a second. */
const UNIT = { exponent: 332_192_831, kStart: "1", kCount: "100000000" };

/** Candidates that are left of it after sieving; the C program counts them too. */
const CANDIDATES = 6_224_563;

export function measureMersenneTf(): Metric[] {
  const wasm = wasmSide("mersenne-tf", UNIT, "residueSum");
  const seconds = takeTurns({ wasm, ...nativeSide() });
  return [rated("kernel.mersenne-tf.wasm", "M candidates/s", CANDIDATES / 1e6, seconds.get("wasm"), seconds.get("native"))];
}

function nativeSide(): Readonly<Record<string, Side>> {
  const program = compileNative("mersenne-tf");
  if (program === undefined) return {};
  const native: Side = () => {
    const [answer = "", candidates, nanoseconds] = program(String(UNIT.exponent), UNIT.kStart, UNIT.kCount);
    if (Number(candidates) !== CANDIDATES) throw new Error(`the baseline powered ${candidates} candidates, not ${CANDIDATES}`);
    return { answer, seconds: Number(nanoseconds) / 1e9 };
  };
  return { native };
}
