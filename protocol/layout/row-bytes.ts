/** The byte form of a row: its fields in order, little-endian, without padding; arrays behind a u32 count. */
import type { Field, FieldValue, Layout, Row } from "./layout.ts";
import { SCALARS } from "./scalars.ts";

const COUNT_BYTES = 4;

/** Encodes a parsed row. The caller has checked it with `parseRow`; a foreign row may throw. */
export function encodeRow(layout: Layout, row: Row): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(encodedLength(layout, row));
  const view = new DataView(bytes.buffer);
  let offset = 0;
  for (const field of layout.fields) {
    const value = row[field.name];
    if (value === undefined) throw new RangeError(`row lacks the field ${field.name}`);
    const form = SCALARS[field.type];
    if (Array.isArray(value)) {
      view.setUint32(offset, value.length, true);
      offset += COUNT_BYTES;
    }
    for (const scalar of Array.isArray(value) ? value : [value]) {
      form.write(view, offset, scalar);
      offset += form.size(scalar);
    }
  }
  return bytes;
}

/** Decodes bytes into a row. Throws a `RangeError` unless they are exactly one row of the layout. */
export function decodeRow(layout: Layout, bytes: Uint8Array): Row {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const row: Row = {};
  let offset = 0;
  for (const field of layout.fields) {
    const read = readField(view, offset, field);
    row[field.name] = read.value;
    offset = read.end;
  }
  if (offset !== bytes.length) throw new RangeError(`${bytes.length} bytes where the layout has ${offset}`);
  return row;
}

function readField(view: DataView, offset: number, field: Field): { readonly value: FieldValue; readonly end: number } {
  const form = SCALARS[field.type];
  if (!field.array) return form.read(view, offset);
  const count = view.getUint32(offset, true);
  // The smallest element takes four bytes: a count past that is a lie, told before anything is made of it.
  if (count > view.byteLength / COUNT_BYTES) throw new RangeError(`${field.name} claims ${count} elements`);
  const values = [];
  let end = offset + COUNT_BYTES;
  for (let i = 0; i < count; i++) {
    const read = form.read(view, end);
    values.push(read.value);
    end = read.end;
  }
  return { value: values, end };
}

function encodedLength(layout: Layout, row: Row): number {
  let length = 0;
  for (const field of layout.fields) {
    const value = row[field.name] ?? [];
    const form = SCALARS[field.type];
    if (!Array.isArray(value)) length += form.size(value);
    else length += value.reduce<number>((sum, scalar) => sum + form.size(scalar), COUNT_BYTES);
  }
  return length;
}
