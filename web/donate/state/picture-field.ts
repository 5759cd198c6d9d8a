/**
 * The picture so far as a field of squares: which square is filled how far, how strongly, and whether
 * this volunteer had a hand in it. The server says what is checked; nothing is invented here.
 */
import type { Picture } from "../../../protocol/messages.ts";

/** How strong the fill of a square is, by the average value of its checked units. */
export type Step = 1 | 2 | 3 | 4;
const STEPS = 4;

export interface Square {
  /** Position of the square's first and last unit, counted from 1 as people do. */
  readonly from: number;
  readonly to: number;
  readonly units: number;
  readonly checked: number;
  readonly inHands: boolean;
  readonly value: number | null;
  readonly step: Step;
  /** Units of this square that were finished in this browser. */
  readonly own: number;
}

export interface Field {
  readonly columns: number;
  readonly squares: readonly Square[];
  readonly units: number;
  readonly checked: number;
  readonly own: number;
}

/** The shape of the field: wide, and where there is little room. */
export const WIDE = { columns: 24, rows: 16 };
export const NARROW = { columns: 16, rows: 12 };

/** Small batches keep squares of a calm size: never fewer columns than this. */
const MIN_COLUMNS = 8;

type RawSquare = Picture["squares"][number];

/** Lays out `picture` in at most `shape` squares; neighbours are joined where it has more. */
export function fieldOf(picture: Picture, ownUnits: readonly number[], shape: typeof WIDE): Field {
  const units = picture.squares.reduce((sum, square) => sum + square.units, 0);
  const raw = join(picture.squares, Math.ceil(picture.squares.length / (shape.columns * shape.rows)));
  const own = ownPerSquare(raw, ownUnits);
  const stepOf = stepScale(raw);
  let next = 1;
  const squares = raw.map((square, i) => {
    const from = next;
    next += square.units;
    return { ...square, from, to: next - 1, step: stepOf(square.value), own: own[i] ?? 0 };
  });
  const checked = raw.reduce((sum, square) => sum + square.checked, 0);
  return { columns: columnsFor(raw.length, shape), squares, units, checked, own: ownUnits.length };
}

/** Joins runs of `size` neighbours into one square each. */
function join(squares: readonly RawSquare[], size: number): readonly RawSquare[] {
  if (size <= 1) return squares;
  const joined: RawSquare[] = [];
  for (let i = 0; i < squares.length; i += size) joined.push(squares.slice(i, i + size).reduce(merge));
  return joined;
}

function merge(a: RawSquare, b: RawSquare): RawSquare {
  const checked = a.checked + b.checked;
  const sum = (a.value ?? 0) * a.checked + (b.value ?? 0) * b.checked;
  return { units: a.units + b.units, checked, inHands: a.inHands || b.inHands, value: checked === 0 ? null : sum / checked };
}

function ownPerSquare(squares: readonly RawSquare[], ownUnits: readonly number[]): readonly number[] {
  const counts = squares.map(() => 0);
  let square = 0;
  let end = squares[0]?.units ?? 0;
  for (const unit of ownUnits.toSorted((a, b) => a - b)) {
    while (unit >= end && square < squares.length - 1) end += squares[++square]?.units ?? 0;
    if (unit < end) counts[square] = (counts[square] ?? 0) + 1;
  }
  return counts;
}

/** Four equal steps from the lowest to the highest average seen; one value alone is the first step. */
function stepScale(squares: readonly RawSquare[]): (value: number | null) => Step {
  const values = squares.flatMap(({ value }) => (value === null ? [] : [value]));
  const low = Math.min(...values);
  const span = Math.max(...values) - low;
  return (value) => {
    if (value === null || span <= 0) return 1;
    return Math.min(STEPS, 1 + Math.floor(((value - low) / span) * STEPS)) as Step;
  };
}

/** Fewer columns for a batch of few units, so that the field keeps its shape: three wide by two high. */
function columnsFor(count: number, shape: typeof WIDE): number {
  const ideal = Math.ceil(Math.sqrt((count * shape.columns) / shape.rows));
  return Math.min(shape.columns, Math.max(MIN_COLUMNS, ideal));
}
