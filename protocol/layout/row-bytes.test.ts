import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Field, type Layout, layoutSchema, type Row, SCALAR_TYPES, type Scalar, type ScalarType, TYPE_RANGE } from "./layout.ts";
import { parseRow } from "./parse-row.ts";
import { decodeRow, encodeRow } from "./row-bytes.ts";

const whole = (type: keyof typeof TYPE_RANGE) => fc.bigInt(...TYPE_RANGE[type]);

/** Values of a type, as they travel in JSON. */
const values: Record<ScalarType, fc.Arbitrary<Scalar>> = {
  u32: whole("u32").map(Number),
  i32: whole("i32").map(Number),
  u64: whole("u64").map(String),
  i64: whole("i64").map(String),
  u128: whole("u128").map(String),
  f64: fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
  text: fc.string({ unit: "grapheme", maxLength: 40 }),
  blob: fc.string({ unit: fc.constantFrom(...Array.from("0123456789abcdef")), minLength: 64, maxLength: 64 }),
};

const field = fc
  .constantFrom(...SCALAR_TYPES)
  .chain((type) => fc.record({ type: fc.constant(type), array: type === "text" || type === "blob" ? fc.constant(false) : fc.boolean() }));

const layoutAndRow: fc.Arbitrary<[Layout, Row]> = fc.array(field, { minLength: 1, maxLength: 6 }).chain((shapes) => {
  const fields = shapes.map((shape, i): Field => ({ ...shape, name: `f${i}`, description: "a field" }));
  const cells = fields.map(({ name, type, array }) => [name, array ? fc.array(values[type], { maxLength: 5 }) : values[type]] as const);
  return fc.tuple(fc.constant({ fields }), fc.record(Object.fromEntries(cells)));
});

describe("a row", () => {
  test("comes back from its bytes as it was, whatever its layout", () => {
    fc.assert(
      fc.property(layoutAndRow, ([layout, row]) => {
        expect(decodeRow(layoutSchema.parse(layout), encodeRow(layout, row))).toEqual(row);
      }),
    );
  });

  test("is parsed from JSON as it travels, to itself", () => {
    fc.assert(
      fc.property(layoutAndRow, ([layout, row]) => {
        expect(parseRow(layout, JSON.parse(JSON.stringify(row)))).toEqual({ ok: true, row });
      }),
    );
  });
});

/** The row, or the kind of the error that reading it ended in. */
function readOrName(layout: Layout, bytes: Uint8Array): Row | string {
  try {
    return decodeRow(layout, bytes);
  } catch (error) {
    return error instanceof RangeError ? "RangeError" : String(error);
  }
}

test("foreign bytes are either exactly one row or a RangeError, and never more", () => {
  // NaN has more than one form in bytes; every other row has one.
  const exact = layoutAndRow.filter(([{ fields }]) => fields.every(({ type }) => type !== "f64"));
  let read = 0;
  fc.assert(
    fc.property(exact, fc.uint8Array({ maxLength: 60 }), ([layout], bytes) => {
      const row = readOrName(layout, bytes);
      if (typeof row !== "string") read += 1;
      expect(typeof row === "string" ? row : encodeRow(layout, row)).toEqual(typeof row === "string" ? "RangeError" : bytes);
    }),
    { numRuns: 2_000 },
  );
  expect(read).toBeGreaterThan(0);
});

test.each<[string, Partial<Field>, unknown, string]>([
  ["a number past 2^53", { type: "u64" }, 2 ** 53, "written as a string: a JSON number past 2^53 loses digits"],
  ["a fraction", { type: "u64" }, 1.5, "a whole number from 0 to 18446744073709551615"],
  ["text where a number belongs", { type: "i32" }, "1e3", "a whole number from -2147483648 to 2147483647"],
  ["a number out of the field's own range", { type: "u32", min: "3", max: "9" }, "10", "a whole number from 3 to 9"],
  ["an infinity", { type: "f64" }, "Infinity", "a number"],
  ["a digest in capitals", { type: "blob" }, "A".repeat(64), "the SHA-256 of a blob"],
  ["a text that is too long", { type: "text", maxLength: 3 }, "four", "a text of at most 3 characters"],
  ["one bad element", { type: "u32", array: true }, "1 2 x", "whole numbers from 0 to 4294967295, separated by spaces"],
  ["nothing", { type: "u32" }, null, "a whole number from 0 to 4294967295"],
])("%s is refused, with what was expected", (_, shape, value, expected) => {
  const layout = { fields: [{ name: "x", type: "u32" as const, description: "", ...shape }] };
  expect(parseRow(layout, { x: value })).toMatchObject({
    ok: false,
    problems: [{ field: "x", expected: expect.stringContaining(expected) }],
  });
});
