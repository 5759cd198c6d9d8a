/**
 * Which rows of the results are wanted: `field:operator:value`, as in `output.residueSum:ge:100`. Fields are those of the
 * table; `output.factors.length` is how many elements an array has. Numbers are compared exactly, however wide they are.
 */
import type { Field, FieldValue } from "../../protocol/layout/layout.ts";
import type { ResultRow } from "../../protocol/messages.ts";
import type { Manifest } from "../../worker-kernels/contract.ts";

export type RowTest = (row: ResultRow) => boolean;

export type FilterVerdict = { readonly ok: true; readonly test: RowTest } | { readonly ok: false; readonly expected: string };

type Value = FieldValue | undefined;

/** How a field of the table is read, and what it holds. */
interface Column {
  readonly kind: "whole" | "fraction" | "text" | "array";
  readonly read: (row: ResultRow) => Value;
  /** What an array holds. */
  readonly of?: "whole" | "fraction";
}

const ORDER = {
  eq: (a: bigint | number, b: bigint | number) => a === b,
  ne: (a: bigint | number, b: bigint | number) => a !== b,
  lt: (a: bigint | number, b: bigint | number) => a < b,
  le: (a: bigint | number, b: bigint | number) => a <= b,
  gt: (a: bigint | number, b: bigint | number) => a > b,
  ge: (a: bigint | number, b: bigint | number) => a >= b,
} as const;

const TEXT = {
  eq: (a: string, b: string) => a === b,
  ne: (a: string, b: string) => a !== b,
  has: (a: string, b: string) => a.includes(b),
} as const;

const OPERATORS: Readonly<Record<Column["kind"], readonly string[]>> = {
  whole: Object.keys(ORDER),
  fraction: Object.keys(ORDER),
  text: Object.keys(TEXT),
  array: ["has"],
};

/** Reads one filter against a kernel's layouts. */
export function rowTest(filter: string, manifest: Manifest): FilterVerdict {
  const [, name = "", operator = "", value = ""] = /^([^:]+):([^:]+):(.*)$/s.exec(filter) ?? [];
  if (name === "") return { ok: false, expected: "field:operator:value" };
  const columns = columnsOf(manifest);
  const column = columns.get(name);
  if (column === undefined) return { ok: false, expected: `one of the fields ${[...columns.keys()].join(", ")}` };
  if (!OPERATORS[column.kind].includes(operator)) {
    return { ok: false, expected: `one of the operators ${OPERATORS[column.kind].join(", ")} for ${name}` };
  }
  const test = column.kind === "text" ? textTest(operator, value) : numberTest(column, operator, value);
  if (test === undefined) return { ok: false, expected: `a ${column.kind === "fraction" ? "" : "whole "}number to compare ${name} with` };
  return { ok: true, test: (row) => test(column.read(row)) };
}

function textTest(operator: string, value: string): (found: Value) => boolean {
  const compare = Object.hasOwn(TEXT, operator) ? TEXT[operator as keyof typeof TEXT] : TEXT.eq;
  return (found) => typeof found === "string" && compare(found, value);
}

/** Nothing is unequal to what is not there: a failed unit has no output that a filter could find. */
function numberTest({ kind, of }: Column, operator: string, text: string): ((found: Value) => boolean) | undefined {
  const toNumber = (of ?? kind) === "whole" ? toWhole : toFraction;
  const wanted = toNumber(text);
  if (wanted === undefined) return undefined;
  const compare = Object.hasOwn(ORDER, operator) ? ORDER[operator as keyof typeof ORDER] : ORDER.eq;
  const passes = (found: Value): boolean => {
    const number = typeof found === "string" || typeof found === "number" ? toNumber(String(found)) : undefined;
    return number !== undefined && compare(number, wanted);
  };
  return kind === "array" ? (found) => Array.isArray(found) && found.some(passes) : passes;
}

const toWhole = (text: string): bigint | undefined => (/^[+-]?\d{1,60}$/.test(text) ? BigInt(text.replace("+", "")) : undefined);

function toFraction(text: string): number | undefined {
  const value = text.trim() === "" ? NaN : Number(text);
  return Number.isNaN(value) ? undefined : value;
}

function columnsOf({ input, output }: Manifest): Map<string, Column> {
  return new Map<string, Column>([
    ["unit", { kind: "whole", read: (row) => row.unit }],
    ["replicas", { kind: "whole", read: (row) => row.replicas }],
    ["basis", { kind: "text", read: (row) => row.basis }],
    ["errorProbability", { kind: "fraction", read: (row) => row.errorProbability }],
    ...input.fields.flatMap((field) => columnsFor(`input.${field.name}`, field, (row) => row.input[field.name])),
    ...output.fields.flatMap((field) => columnsFor(`output.${field.name}`, field, (row) => row.output?.[field.name])),
  ]);
}

function columnsFor(name: string, { type, array }: Field, read: Column["read"]): [string, Column][] {
  if (type === "text" || type === "blob") return [[name, { kind: "text", read }]];
  const kind = type === "f64" ? "fraction" : "whole";
  if (array !== true) return [[name, { kind, read }]];
  const length = (row: ResultRow): Value => {
    const value = read(row);
    return Array.isArray(value) ? value.length : undefined;
  };
  return [
    [name, { kind: "array", of: kind, read }],
    [`${name}.length`, { kind: "whole", read: length }],
  ];
}
