/** The units of a sweep: each is made from its number, whenever it is asked for. */
import { toBase64 } from "../../protocol/digest.ts";
import { encodeRow } from "../../protocol/layout/row-bytes.ts";
import type { SweepRule } from "../../protocol/sweep/rule.ts";
import { type Manifest, unitOperations } from "../../worker-kernels/contract.ts";

/** Units that are made and not stored. */
export interface SweptUnits {
  readonly units: number;
  /** Base64 of a unit's input. Throws a `RangeError` for a unit that is not there. */
  input(unit: number): string;
  operations(unit: number): number;
}

/** Units by whose cost that of all is estimated: in milliseconds, and within a percent or so where the cost changes smoothly. */
const SAMPLES = 1_000;

export const sweptUnits = (rule: SweepRule, manifest: Manifest): SweptUnits => ({
  units: rule.units,
  input: (unit) => toBase64(encodeRow(manifest.input, rule.rowAt(unit))),
  operations: (unit) => unitOperations(manifest, rule.rowAt(unit)),
});

/** Operations of all units together: counted where they are few, else estimated from samples at even distances. */
export function sweptOperations({ units, operations }: Pick<SweptUnits, "units" | "operations">): number {
  const samples = Math.min(units, SAMPLES);
  let sum = 0;
  for (let i = 0; i < samples; i++) sum += operations(Math.floor(((2 * i + 1) * units) / (2 * samples)));
  return (sum / samples) * units;
}
