/** The byte form of a row: its fields in order, little-endian, without padding; arrays behind a u32 count. */
import { type Field, type FieldValue, type Layout, type Row, type Scalar, type ScalarType, SCALAR_BYTES } from "./layout.ts";

const COUNT_BYTES = 4;

/** Encodes a parsed row. The caller has checked it with `parseRow`; a foreign row may throw. */
export function encodeRow(layout: Layout, row: Row): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(encodedLength(layout, row));
  const view = new DataView(bytes.buffer);
  let offset = 0;
  for (const field of layout.fields) {
    const value = row[field.name];
    if (value === undefined) throw new RangeError(`row lacks the field ${field.name}`);
    if (Array.isArray(value)) {
      view.setUint32(offset, value.length, true);
      offset += COUNT_BYTES;
    }
    for (const scalar of Array.isArray(value) ? value : [value]) {
      writeScalar(view, offset, field.type, scalar);
      offset += SCALAR_BYTES[field.type];
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

function readField(view: DataView, offset: number, field: Field): { value: FieldValue; end: number } {
  const width = SCALAR_BYTES[field.type];
  if (!field.array) return { value: readScalar(view, offset, field.type), end: offset + width };
  const count = view.getUint32(offset, true);
  const start = offset + COUNT_BYTES;
  if (start + count * width > view.byteLength) throw new RangeError(`${field.name} claims ${count} elements`);
  const value = Array.from({ length: count }, (_, i) => readScalar(view, start + i * width, field.type));
  return { value, end: start + count * width };
}

function encodedLength(layout: Layout, row: Row): number {
  let length = 0;
  for (const field of layout.fields) {
    const value = row[field.name];
    const width = SCALAR_BYTES[field.type];
    length += Array.isArray(value) ? COUNT_BYTES + value.length * width : width;
  }
  return length;
}

function writeScalar(view: DataView, offset: number, type: ScalarType, value: Scalar): void {
  switch (type) {
    case "u32":
      return view.setUint32(offset, Number(value), true);
    case "i32":
      return view.setInt32(offset, Number(value), true);
    case "f64":
      return view.setFloat64(offset, Number(value), true);
    case "u64":
      return view.setBigUint64(offset, BigInt(value), true);
    case "i64":
      return view.setBigInt64(offset, BigInt(value), true);
    case "u128":
      view.setBigUint64(offset, BigInt.asUintN(64, BigInt(value)), true);
      return view.setBigUint64(offset + 8, BigInt(value) >> 64n, true);
  }
}

function readScalar(view: DataView, offset: number, type: ScalarType): Scalar {
  switch (type) {
    case "u32":
      return view.getUint32(offset, true);
    case "i32":
      return view.getInt32(offset, true);
    case "f64":
      return view.getFloat64(offset, true);
    case "u64":
      return view.getBigUint64(offset, true).toString();
    case "i64":
      return view.getBigInt64(offset, true).toString();
    case "u128":
      return (view.getBigUint64(offset, true) | (view.getBigUint64(offset + 8, true) << 64n)).toString();
  }
}
