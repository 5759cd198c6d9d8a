/** A sweep as what it stands for: so many units, and each one's row. Pure, and the same wherever it is asked. */
import type { Layout, Row } from "../layout/layout.ts";
import { columns, describe, type FieldProblem, parseRow } from "../layout/parse-row.ts";
import { MAX_SWEEP_UNITS } from "../limits.ts";
import { type Axis, axisOf } from "./axis.ts";
import type { Sweep } from "./sweep.ts";

/** A sweep that fits a layout. */
export interface SweepRule {
  readonly units: number;
  /** The row of a unit, counted from 0. Throws a `RangeError` for one that is not there. */
  rowAt(unit: number): Row;
  /** Every value that a field may take from a list, such as the blobs that it names. */
  readonly listed: ReadonlyMap<string, readonly unknown[]>;
}

export type SweepVerdict = { readonly ok: true; readonly rule: SweepRule } | { readonly ok: false; readonly problems: FieldProblem[] };

/** Reads a sweep of a kernel's input. Problems name their place as a JSON pointer into the sweep. */
export function sweepRule(layout: Layout, sweep: Sweep): SweepVerdict {
  const problems: FieldProblem[] = unknownFields(layout, sweep);
  const axes = new Map<string, Axis>();
  for (const field of layout.fields) {
    const rule = Object.hasOwn(sweep.fields, field.name) ? sweep.fields[field.name] : undefined;
    const verdict = rule && axisOf(field, rule);
    if (verdict === undefined) problems.push(problem(`/fields/${field.name}`, "", `values of ${field.name}: ${describe(field)}`));
    else if (verdict.ok) axes.set(field.name, verdict.axis);
    else problems.push(verdict.problem);
  }
  if (problems.length > 0) return { ok: false, problems };
  // The order of the product is the sweep's, that of a row the layout's.
  const ordered = Object.keys(sweep.fields).flatMap((name): [string, Axis][] => {
    const axis = axes.get(name);
    return axis === undefined ? [] : [[name, axis]];
  });
  return counted(layout, sweep, ordered);
}

function unknownFields(layout: Layout, { fields }: Sweep): FieldProblem[] {
  const unknown = Object.keys(fields).filter((name) => !layout.fields.some((field) => field.name === name));
  return unknown.map((name) => problem(`/fields/${name}`, name, `no such field; the fields are ${columns(layout)}`));
}

function counted(layout: Layout, { count }: Sweep, axes: readonly (readonly [string, Axis])[]): SweepVerdict {
  const draws = axes.some(([, { kind }]) => kind === "draws");
  if (draws && count === undefined) return refused("/count", "", "how many draws there are for each combination");
  if (!draws && count !== undefined) return refused("/count", String(count), "no count, as no field is random");
  const units = axes.reduce((product, [, { length }]) => product * length, BigInt(count ?? 1));
  if (units > BigInt(MAX_SWEEP_UNITS)) return refused("/fields", `${units} units`, `at most ${MAX_SWEEP_UNITS} units`);
  const listed = new Map(axes.map(([name, { extremes }]) => [name, extremes]));
  return { ok: true, rule: { units: Number(units), rowAt: (unit) => rowAt(layout, axes, BigInt(count ?? 1), unit), listed } };
}

function rowAt(layout: Layout, axes: readonly (readonly [string, Axis])[], draws: bigint, unit: number): Row {
  const raw: Record<string, unknown> = {};
  let rest = BigInt(unit) / draws;
  for (const [name, axis] of axes.toReversed()) {
    raw[name] = axis.at(axis.kind === "draws" ? BigInt(unit) : rest % axis.length);
    if (axis.kind === "values") rest /= axis.length;
  }
  const parsed = parseRow(layout, raw);
  if (rest !== 0n || unit < 0 || !parsed.ok) throw new RangeError(`the sweep has no unit ${unit}`);
  return parsed.row;
}

const problem = (field: string, value: string, expected: string): FieldProblem => ({ field, value, expected });
const refused = (field: string, value: string, expected: string): SweepVerdict => ({
  ok: false,
  problems: [problem(field, value, expected)],
});
