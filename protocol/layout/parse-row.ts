/** From an untrusted row (CSV text or parsed JSON) to a {@link Row}, or to a list of what is wrong. */
import { type Field, type FieldValue, type Layout, type Row, type Scalar, isWide, TYPE_RANGE, type WholeType } from "./layout.ts";

/** What is wrong with one field of one row. */
export interface FieldProblem {
  readonly field: string;
  /** The offending value as text, cut to a readable length. */
  readonly value: string;
  /** What would have been right, as a noun phrase. */
  readonly expected: string;
}

export type ParsedRow = { readonly ok: true; readonly row: Row } | { readonly ok: false; readonly problems: readonly FieldProblem[] };

const SHOWN_VALUE_LENGTH = 60;

/** Checks every field of `raw` against `layout`: types, ranges, missing and unknown columns. */
export function parseRow(layout: Layout, raw: Readonly<Record<string, unknown>>): ParsedRow {
  const row: Row = {};
  const problems: FieldProblem[] = [];
  for (const field of layout.fields) {
    const parsed = Object.hasOwn(raw, field.name)
      ? parseField(field, raw[field.name])
      : refuse(`${describe(field)}; the column is missing`);
    if ("value" in parsed) row[field.name] = parsed.value;
    else problems.push({ field: field.name, value: shown(raw[field.name]), expected: parsed.expected });
  }
  // As many as the layout's, and none of those missing: no other is there.
  if (problems.length === 0 && Object.keys(raw).length === layout.fields.length) return { ok: true, row };
  for (const name of Object.keys(raw)) {
    if (layout.fields.some((field) => field.name === name)) continue;
    problems.push({ field: name, value: shown(raw[name]), expected: `no such column; the columns are ${columns(layout)}` });
  }
  return problems.length === 0 ? { ok: true, row } : { ok: false, problems };
}

/** The layout's column names, for messages. */
export const columns = (layout: Layout): string => layout.fields.map((field) => field.name).join(", ");

/** What a field accepts, in words: "a whole number from 2 to 4294967295". */
export function describe(field: Field): string {
  if (field.type === "f64") return field.array ? "numbers separated by spaces" : "a number";
  if (field.type === "blob") return "the SHA-256 of a blob, 64 lower-case hexadecimal letters";
  if (field.type === "text") return `a text of at most ${maxLength(field)} characters`;
  const [low, high] = bounds(field.type, field);
  const range = `from ${low} to ${high}`;
  return field.array ? `whole numbers ${range}, separated by spaces` : `a whole number ${range}`;
}

/** Characters of a text whose field does not say. */
const DEFAULT_TEXT_LENGTH = 1_000;

const maxLength = (field: Field): number => field.maxLength ?? DEFAULT_TEXT_LENGTH;

type Parsed<T> = { readonly value: T } | { readonly expected: string };

const refuse = (expected: string): { expected: string } => ({ expected });

function parseField(field: Field, raw: unknown): Parsed<FieldValue> {
  if (!field.array) return parseScalar(field, raw);
  const elements = typeof raw === "string" ? raw.split(" ").filter(Boolean) : raw;
  if (!Array.isArray(elements)) return refuse(describe(field));
  const values: Scalar[] = [];
  for (const element of elements) {
    const parsed = parseScalar(field, element);
    if ("expected" in parsed) return parsed;
    values.push(parsed.value);
  }
  return { value: values };
}

function parseScalar(field: Field, raw: unknown): Parsed<Scalar> {
  switch (field.type) {
    case "f64":
      return parseFloat64(field, raw);
    case "text":
      return typeof raw === "string" && raw.length <= maxLength(field) ? { value: raw } : refuse(describe(field));
    case "blob":
      return typeof raw === "string" && /^[0-9a-f]{64}$/.test(raw) ? { value: raw } : refuse(describe(field));
    default:
      return parseWhole(field, field.type, raw);
  }
}

function parseFloat64(field: Field, raw: unknown): Parsed<number> {
  const text = typeof raw === "string" ? raw.trim() : raw;
  const value = typeof text === "string" && text !== "" ? Number(text) : text;
  return typeof value === "number" && Number.isFinite(value) ? { value } : refuse(describe(field));
}

function parseWhole(field: Field, type: WholeType, raw: unknown): Parsed<Scalar> {
  // A JSON number past 2^53 has been rounded before we see it: only its text can be trusted.
  if (typeof raw === "number" && Number.isInteger(raw) && !Number.isSafeInteger(raw)) {
    return refuse(`${describe(field)}, written as a string: a JSON number past 2^53 loses digits`);
  }
  const text = typeof raw === "number" ? String(raw) : raw;
  const [low, high] = bounds(type, field);
  // Most numbers are short and written as they are kept: no need for a wide one.
  if (typeof text === "string" && /^(0|[1-9][0-9]{0,14})$/.test(text)) {
    const short = Number(text);
    if (short < low || short > high) return refuse(describe(field));
    return { value: isWide(type) ? text : short };
  }
  if (typeof text !== "string" || !/^\s*[+-]?[0-9]{1,60}\s*$/.test(text)) return refuse(describe(field));
  const value = BigInt(text.trim().replace(/^\+/, ""));
  if (value < low || value > high) return refuse(describe(field));
  return { value: isWide(type) ? value.toString() : Number(value) };
}

/** Read from a field's digits once, as they are asked for with each of a million rows. */
const knownBounds = new WeakMap<Field, readonly [bigint, bigint]>();

function bounds(type: WholeType, field: Field): readonly [bigint, bigint] {
  const known = knownBounds.get(field);
  if (known !== undefined) return known;
  const [low, high] = TYPE_RANGE[type];
  const range = [field.min === undefined ? low : BigInt(field.min), field.max === undefined ? high : BigInt(field.max)] as const;
  knownBounds.set(field, range);
  return range;
}

function shown(raw: unknown): string {
  const text = typeof raw === "string" ? raw : (JSON.stringify(raw) ?? "");
  return text.length > SHOWN_VALUE_LENGTH ? `${text.slice(0, SHOWN_VALUE_LENGTH)}…` : text;
}
