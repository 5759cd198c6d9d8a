/** Whether two outputs of a unit are equivalent, as the kernel's manifest compares them. Rule V5 of `docs/spec.md`. */
import type { Row } from "../../protocol/layout/layout.ts";
import type { Manifest } from "../../worker-kernels/contract.ts";

export type Comparison = Manifest["comparison"];
type Tolerance = Extract<Comparison, object>["fields"][string];
type Value = Row[string];

/** Decoded outputs; fields without a tolerance have to be equal. */
export function areEquivalent(comparison: Comparison, a: Row, b: Row): boolean {
  const tolerances = comparison === "exact" ? {} : comparison.fields;
  return Object.keys(a).every((field) => agree(a[field], b[field], tolerances[field]));
}

function agree(a: Value | undefined, b: Value | undefined, tolerance: Tolerance | undefined): boolean {
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, i) => agree(item, b[i], tolerance));
  if (tolerance === undefined) return Object.is(a, b);
  return isClose(Number(a), Number(b), tolerance);
}

/** |a − b| ≤ max(absolute, relative × max(|a|, |b|)), as in Python's `math.isclose`. What is no number agrees with its like only. */
function isClose(a: number, b: number, { absolute = 0, relative = 0 }: Tolerance): boolean {
  if (!Number.isFinite(a) || !Number.isFinite(b)) return Object.is(a, b);
  return Math.abs(a - b) <= Math.max(absolute, relative * Math.max(Math.abs(a), Math.abs(b)));
}
