/**
 * A layout names and types the fields of a kernel's input or output. It is what turns a table row
 * into the module's bytes and the module's bytes into table columns, so that the author of a kernel
 * writes no parser.
 */
import { z } from "zod";

/** Widths in bytes of the scalar types; all are little-endian in memory. */
export const SCALAR_BYTES = { u32: 4, i32: 4, u64: 8, i64: 8, u128: 16, f64: 8 } as const;

export type ScalarType = keyof typeof SCALAR_BYTES;

const decimal = z.string().regex(/^-?[0-9]+$/, "a whole number as decimal digits");

const fieldSchema = z.strictObject({
  name: z.string().regex(/^[A-Za-z][A-Za-z0-9_]{0,39}$/, "a name: a letter, then letters, digits or _, at most 40"),
  type: z.enum(["u32", "i32", "u64", "i64", "u128", "f64"]),
  /** An array is stored as a u32 count and then its elements; in a CSV cell they are separated by spaces. */
  array: z.boolean().optional(),
  /** Smallest and largest value allowed, inclusive; whole-number types only. */
  min: decimal.optional(),
  max: decimal.optional(),
  description: z.string().max(300),
});

export const layoutSchema = z
  .strictObject({ fields: z.array(fieldSchema).min(1).max(64) })
  .refine((layout) => new Set(layout.fields.map((field) => field.name)).size === layout.fields.length, {
    message: "field names must differ",
  });

export type Field = z.infer<typeof fieldSchema>;
export type Layout = z.infer<typeof layoutSchema>;

/**
 * One scalar as it travels in JSON: a number for the types of up to 32 bits and f64, canonical
 * decimal digits for the wider ones, which JSON numbers would round.
 */
export type Scalar = number | string;
export type FieldValue = Scalar | Scalar[];

/** A row: every field of its layout, in the layout's order. */
export type Row = Record<string, FieldValue>;

/** Whether the type travels as decimal digits rather than as a JSON number. */
export const isWide = (type: ScalarType): boolean => type === "u64" || type === "i64" || type === "u128";

/** The lowest and highest value a whole-number type can hold. */
export const TYPE_RANGE: Record<Exclude<ScalarType, "f64">, readonly [bigint, bigint]> = {
  u32: [0n, 2n ** 32n - 1n],
  i32: [-(2n ** 31n), 2n ** 31n - 1n],
  u64: [0n, 2n ** 64n - 1n],
  i64: [-(2n ** 63n), 2n ** 63n - 1n],
  u128: [0n, 2n ** 128n - 1n],
};
