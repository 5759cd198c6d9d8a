/** One field of a sweep: how many values it takes, and which. */
import type { Field, FieldValue } from "../layout/layout.ts";
import { type FieldProblem, parseRow } from "../layout/parse-row.ts";
import { aligned, type Decimal, decimalText, toDecimal } from "./decimal.ts";
import { drawFrom } from "./draw.ts";
import type { AxisRule } from "./sweep.ts";

/** A field's values. Those of a drawn one follow from the unit's number alone, and do not multiply the others. */
export interface Axis {
  readonly kind: "values" | "draws";
  readonly length: bigint;
  /** The value in a place of the axis, or of a unit where it is drawn: as it may be in a file. */
  at(place: bigint): unknown;
  /** Values between which, or which are, all others. */
  readonly extremes: readonly unknown[];
}

export type AxisVerdict = { readonly ok: true; readonly axis: Axis } | { readonly ok: false; readonly problem: FieldProblem };

/** Reads a field's rule. The problem's field is a JSON pointer into the sweep. */
export function axisOf(field: Field, rule: AxisRule): AxisVerdict {
  const verdict = axisFor(field, rule);
  if (!verdict.ok) return verdict;
  const { axis } = verdict;
  const bad = axis.extremes.flatMap((value) => problemsOf(field, value))[0];
  return bad === undefined ? verdict : refuse(field, "", bad.value, bad.expected);
}

function axisFor(field: Field, rule: AxisRule): AxisVerdict {
  if ("value" in rule) return listed([rule.value]);
  if ("list" in rule) return listed(rule.list);
  return "random" in rule ? drawn(field, rule.random) : stepped(field, rule);
}

function listed(values: readonly FieldValue[]): AxisVerdict {
  return { ok: true, axis: { kind: "values", length: BigInt(values.length), at: (place) => values[Number(place)], extremes: values } };
}

function stepped(field: Field, rule: Extract<AxisRule, { to: unknown; step?: unknown }>): AxisVerdict {
  const { from, to, step } = numbersOf(rule);
  if (from === undefined) return refuse(field, "/from", rule.from, A_NUMBER);
  if (to === undefined) return refuse(field, "/to", rule.to, A_NUMBER);
  if (step === undefined || step.digits === 0n) return refuse(field, "/step", rule.step, `${A_NUMBER}, and not 0`);
  const { digits, exponent } = aligned([from, to, step]);
  const [first = 0n, last = 0n, by = 1n] = digits;
  const length = (last - first) / by + 1n;
  if ((last - first) * by < 0n) return refuse(field, "/to", rule.to, "a number that steps from `from` lead to");
  const at = (place: bigint): string => decimalText({ digits: first + place * by, exponent });
  return { ok: true, axis: { kind: "values", length, at, extremes: [at(0n), at(length - 1n)] } };
}

const A_NUMBER = "a number, as a string where it is past 2^53";

function numbersOf({
  from,
  to,
  step = 1,
}: Extract<AxisRule, { to: unknown; step?: unknown }>): Partial<Record<"from" | "to" | "step", Decimal>> {
  const numbers = { from: toDecimal(from), to: toDecimal(to), step: toDecimal(step) };
  return Object.fromEntries(Object.entries(numbers).filter(([, number]) => number !== undefined));
}

function drawn(field: Field, { seed, from, to }: Extract<AxisRule, { random: unknown }>["random"]): AxisVerdict {
  const draw = drawFrom({ seed: String(seed), field: field.name, type: field.type, from, to });
  if (field.array === true || draw === undefined) {
    return refuse(field, "/random", `${from} to ${to}`, "a range of numbers, for a field that takes one number");
  }
  return { ok: true, axis: { kind: "draws", length: 1n, at: draw, extremes: [from, to] } };
}

/** What is wrong with a value of the field. */
function problemsOf(field: Field, value: unknown): readonly FieldProblem[] {
  const parsed = parseRow({ fields: [field] }, { [field.name]: value });
  return parsed.ok ? [] : parsed.problems;
}

function refuse(field: Field, at: string, value: number | string | undefined, expected: string): AxisVerdict {
  return { ok: false, problem: { field: `/fields/${field.name}${at}`, value: String(value ?? ""), expected } };
}
