/**
 * A block of a sequence database: the bytes of a blob, shared by the units of many queries. Version 1,
 * little-endian:
 *
 *     "SEQB"      4 bytes
 *     version     u32
 *     count       u32    sequences, n
 *     residues    u32    of all sequences together
 *     nameBytes   u32    of all names together
 *     ends        n u32  where each sequence ends in the residues, ascending: none is empty
 *     nameEnds    n u32  where each name ends in the names
 *     residues           a byte each: the index of its letter in `LETTERS`
 *     names              UTF-8
 */
import { LETTERS } from "./alphabet.ts";

export interface Sequence {
  /** What stands behind the > of its FASTA header, up to the first space. */
  readonly name: string;
  /** Indexes into `LETTERS`; at least one. */
  readonly residues: Uint8Array;
}

/** Sequences of one block: their scores, four bytes each, fit in a checkpoint four times over. */
export const MAX_BLOCK_SEQUENCES = 250_000;

const MAGIC = "SEQB";
const VERSION = 1;
const HEADER_BYTES = 20;

/** Throws a `RangeError` for what no block may hold: no sequences, too many, an empty one. */
export function encodeBlock(sequences: readonly Sequence[]): Uint8Array<ArrayBuffer> {
  if (sequences.length === 0 || sequences.length > MAX_BLOCK_SEQUENCES) throw new RangeError(`a block of ${sequences.length} sequences`);
  const names = sequences.map(({ name }) => new TextEncoder().encode(name));
  const residues = sequences.map((sequence) => checked(sequence));
  const ends = endsOf(residues);
  const nameEnds = endsOf(names);
  const header = [...Array.from(MAGIC, (letter) => letter.charCodeAt(0)), ...words([VERSION, names.length, last(ends), last(nameEnds)])];
  return concatenated([Uint8Array.from(header), words(ends), words(nameEnds), ...residues, ...names]);
}

/** Throws a `RangeError` for bytes that are no block. */
export function decodeBlock(bytes: Uint8Array): Sequence[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (latin1(bytes.subarray(0, MAGIC.length)) !== MAGIC || view.getUint32(4, true) !== VERSION)
    throw new RangeError("not a block of version 1");
  const count = view.getUint32(8, true);
  const ends = wordsAt(view, HEADER_BYTES, count);
  const nameEnds = wordsAt(view, HEADER_BYTES + 4 * count, count);
  const residuesAt = HEADER_BYTES + 8 * count;
  const namesAt = residuesAt + last(ends);
  if (namesAt + last(nameEnds) !== bytes.length) throw new RangeError(`a block of ${bytes.length} bytes, cut or lengthened`);
  return parts(bytes.subarray(residuesAt, namesAt), ends).map((residues, i) => ({
    name: new TextDecoder().decode(bytes.subarray(namesAt + (nameEnds[i - 1] ?? 0), namesAt + (nameEnds[i] ?? 0))),
    residues: checked({ name: `number ${i}`, residues }),
  }));
}

function checked({ name, residues }: Sequence): Uint8Array {
  if (residues.length === 0) throw new RangeError(`the sequence ${name} is empty`);
  if (residues.some((residue) => residue >= LETTERS.length)) throw new RangeError(`the sequence ${name} has a residue that is none`);
  return residues;
}

function endsOf(pieces: readonly Uint8Array[]): number[] {
  let end = 0;
  return pieces.map((piece) => (end += piece.length));
}

const parts = (bytes: Uint8Array, ends: readonly number[]): Uint8Array[] => ends.map((end, i) => bytes.subarray(ends[i - 1] ?? 0, end));

const last = (ends: readonly number[]): number => ends.at(-1) ?? 0;

const latin1 = (bytes: Uint8Array): string => String.fromCharCode(...bytes);

function words(values: readonly number[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(4 * values.length);
  const view = new DataView(bytes.buffer);
  for (const [i, value] of values.entries()) view.setUint32(4 * i, value, true);
  return bytes;
}

const wordsAt = (view: DataView, at: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) => view.getUint32(at + 4 * i, true));

function concatenated(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}
