/** Units of any kind, among them those that come to the borders of a lane's width. */
import fc from "fast-check";
import { LETTERS, residuesOf } from "../alphabet.ts";
import type { Scoring } from "../reference.ts";
import type { SearchUnit } from "./search-units.ts";

const KINDS = LETTERS.length;

/** Mostly the residues of the genetic code, at times any, at times hardly any but one. */
const residues = (maxLength: number): fc.Arbitrary<Uint8Array> =>
  fc.oneof(
    { weight: 3, arbitrary: fc.uint8Array({ minLength: 1, maxLength, max: 19 }) },
    fc.uint8Array({ minLength: 1, maxLength, max: KINDS - 1 }),
    fc.array(fc.constantFrom(17, 17, 17, 17, 0), { minLength: 1, maxLength }).map((few) => Uint8Array.from(few)),
  );

/** A sequence beside one that is much like it, so that there is something to find. */
const related = (query: Uint8Array): fc.Arbitrary<Uint8Array> =>
  fc
    .tuple(fc.nat(query.length), fc.uint8Array({ maxLength: 4, max: KINDS - 1 }), fc.nat(3))
    .map(([at, inserted, lost]) => Uint8Array.from([...query.subarray(0, at), ...inserted, ...query.subarray(at + lost)]))
    .filter(({ length }) => length > 0);

const matrix = fc.oneof(
  fc.constant(undefined),
  fc.int8Array({ minLength: KINDS * KINDS, maxLength: KINDS * KINDS }),
  // High scores, which come to the borders of 8 bits at once and of 16 soon.
  fc.int8Array({ min: 60, max: 127, minLength: KINDS * KINDS, maxLength: KINDS * KINDS }),
);

const gap = fc.oneof(fc.integer({ min: 1, max: 15 }), fc.integer({ min: 1, max: 127 }));

const scorings: fc.Arbitrary<Scoring> = fc
  .tuple(gap, gap, matrix)
  .map(([gapOpen, gapExtend, scores]) => (scores ? { gapOpen, gapExtend, matrix: scores } : { gapOpen, gapExtend }));

/** Units with sequences of up to so many residues. */
export const searchUnits = (maxLength: number, maxSequences: number): fc.Arbitrary<SearchUnit> =>
  residues(maxLength).chain((query) =>
    fc.record({
      query: fc.constant(query),
      sequences: fc.array(fc.oneof(residues(maxLength), related(query)), { minLength: 1, maxLength: maxSequences }),
      top: fc.integer({ min: 1, max: 8 }),
      scoring: scorings,
    }),
  );

/** A scores 127 with itself, R 1, and everything else -128: so sequences can be made that score whatever one likes. */
const STAIRS = Array.from({ length: KINDS * KINDS }, (_, i) => (i === 0 ? 127 : i === KINDS + 1 ? 1 : -128));

/** Every score from a bit below a border to a bit above it, among sequences far from it. */
export function unitAtBorder(border: number): SearchUnit {
  const scores = [-3, -2, -1, 0, 1, 2].map((distance) => border + distance);
  const query = stairsOf(border + 2);
  return {
    query,
    sequences: [...scores.map(stairsOf), ...Array.from({ length: 20 }, (_, i) => stairsOf(1 + i)), residuesOf("W")],
    top: 100,
    scoring: { gapOpen: 100, gapExtend: 100, matrix: STAIRS },
  };
}

/** A sequence that scores so much with a longer one of its kind. */
function stairsOf(score: number): Uint8Array {
  return Uint8Array.from([...Array<number>(Math.floor(score / 127)).fill(0), ...Array<number>(score % 127).fill(1)]);
}
