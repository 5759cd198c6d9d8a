/**
 * A layout names and types the fields of a kernel's input or output. It is what turns a table row
 * into the module's bytes and the module's bytes into table columns, so that the author of a kernel
 * writes no parser.
 */
import { z } from "zod";

/**
 * Types of a single value. `text` is UTF-8. `blob` names bytes by their SHA-256: the row carries the digest, and who
 * computes the unit fetches the bytes and checks them.
 */
export const SCALAR_TYPES = ["u32", "i32", "u64", "i64", "u128", "f64", "text", "blob"] as const;

export type ScalarType = (typeof SCALAR_TYPES)[number];
export type WholeType = Exclude<ScalarType, "f64" | "text" | "blob">;

const decimal = z.string().regex(/^-?[0-9]+$/, "a whole number as decimal digits");

const fieldSchema = z.strictObject({
  name: z.string().regex(/^[A-Za-z][A-Za-z0-9_]{0,39}$/, "a name: a letter, then letters, digits or _, at most 40"),
  type: z.enum(SCALAR_TYPES),
  /** An array is stored as a u32 count and then its elements; in a CSV cell they are separated by spaces. */
  array: z.boolean().optional(),
  /** Smallest and largest value allowed, inclusive; whole-number types only. */
  min: decimal.optional(),
  max: decimal.optional(),
  /** Most characters of a text. */
  maxLength: z.number().int().positive().max(60_000).optional(),
  description: z.string().max(300),
});

export const layoutSchema = z
  .strictObject({ fields: z.array(fieldSchema).min(1).max(64) })
  .refine((layout) => new Set(layout.fields.map((field) => field.name)).size === layout.fields.length, {
    message: "field names must differ",
  })
  .refine(({ fields }) => fields.every((field) => !field.array || (field.type !== "text" && field.type !== "blob")), {
    message: "texts and blobs cannot be arrays",
  });

export type Field = z.infer<typeof fieldSchema>;
export type Layout = z.infer<typeof layoutSchema>;

/**
 * One scalar as it travels in JSON: a number for the types of up to 32 bits and f64, canonical
 * decimal digits for the wider ones, which JSON numbers would round; 64 hexadecimal letters for a blob.
 */
export type Scalar = number | string;
export type FieldValue = Scalar | Scalar[];

/** A row: every field of its layout, in the layout's order. */
export type Row = Record<string, FieldValue>;

/** Whether the type travels as decimal digits rather than as a JSON number. */
export const isWide = (type: ScalarType): boolean => type === "u64" || type === "i64" || type === "u128";

/** The lowest and highest value a whole-number type can hold. */
export const TYPE_RANGE: Record<WholeType, readonly [bigint, bigint]> = {
  u32: [0n, 2n ** 32n - 1n],
  i32: [-(2n ** 31n), 2n ** 31n - 1n],
  u64: [0n, 2n ** 64n - 1n],
  i64: [-(2n ** 63n), 2n ** 63n - 1n],
  u128: [0n, 2n ** 128n - 1n],
};

export interface BlobName {
  readonly field: string;
  /** SHA-256 of the blob. */
  readonly digest: string;
}

/** The blobs that a row names, in the order of the layout's fields. */
export function blobNames(layout: Layout, row: Row): BlobName[] {
  const fields = layout.fields.filter(({ type }) => type === "blob");
  return fields.map(({ name }) => ({ field: name, digest: String(row[name]) }));
}

/** The digests of the blobs that a row names, in the order of the layout's fields. */
export const blobDigests = (layout: Layout, row: Row): string[] => blobNames(layout, row).map(({ digest }) => digest);
