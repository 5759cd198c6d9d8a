// Smith-Waterman with affine gaps on a GPU, by the recurrences of README.md: one sequence of the block to an
// invocation. It holds eight rows of the query at a time and walks along the sequence; what goes over from the last of
// them to the next eight rows waits in `boundaries`. What the host module (cpu/gpu-slices.ts) writes and reads is laid
// out alike there. Scores have 32 bits here, which none can fill, so that nothing is done twice.

const WORKGROUP = 64u;
const STRIP_ROWS = 8u;
const RESIDUE_KINDS = 24u;
/** Kinds of residues that the query can have, padding among them, times those of a sequence. */
const SCORES = 600u;

/** Of a gap that is not open: lower than any score can pull up. */
const NO_GAP = -1000000000;

/** The same for all sequences. */
struct Unit {
  strips: u32,
  gapOpen: i32,
  gapExtend: i32,
  unused: u32,
  matrix: array<i32, SCORES>,
}

struct Sequence {
  start: u32,
  length: u32,
}

struct Slice {
  count: u32,
  /** Invocations, those without a sequence too. */
  stride: u32,
  sequences: array<Sequence>,
}

/** What a row of the table goes on with in the next column. */
struct Row {
  h: i32,
  /** Of a gap in the query. */
  e: i32,
}

/** What a cell goes by besides its row: it comes down the column. */
struct Above {
  /** H of the row above, in the column before. */
  diagonal: i32,
  /** Of a gap in the sequence. */
  f: i32,
  best: i32,
}

@group(0) @binding(0) var<storage, read> unit: Unit;
/** Residues of the query, padded to whole strips. */
@group(0) @binding(1) var<storage, read> query: array<u32>;
/** Residues of the block, four to a word. */
@group(0) @binding(2) var<storage, read> residues: array<u32>;
@group(0) @binding(3) var<storage, read> slice: Slice;
/** H and F below a strip: all invocations of a column side by side. */
@group(0) @binding(4) var<storage, read_write> boundaries: array<vec2i>;
@group(0) @binding(5) var<storage, read_write> results: array<u32>;

/** The matrix, near at hand. */
var<workgroup> scores: array<i32, SCORES>;

@compute @workgroup_size(WORKGROUP)
fn scoreSequence(@builtin(global_invocation_id) id: vec3u, @builtin(local_invocation_index) lane: u32) {
  for (var i = lane; i < SCORES; i += WORKGROUP) {
    scores[i] = unit.matrix[i];
  }
  workgroupBarrier();
  if (id.x >= slice.count) {
    return;
  }
  var best = 0;
  for (var strip = 0u; strip < unit.strips; strip++) {
    best = max(best, alignStrip(strip, id.x, slice.sequences[id.x]));
  }
  results[id.x] = u32(best);
}

/** Aligns eight rows of the query with the whole sequence, and returns the highest score among them. */
fn alignStrip(strip: u32, invocation: u32, sequence: Sequence) -> i32 {
  let first = strip * STRIP_ROWS;
  let q0 = query[first] * RESIDUE_KINDS;
  let q1 = query[first + 1u] * RESIDUE_KINDS;
  let q2 = query[first + 2u] * RESIDUE_KINDS;
  let q3 = query[first + 3u] * RESIDUE_KINDS;
  let q4 = query[first + 4u] * RESIDUE_KINDS;
  let q5 = query[first + 5u] * RESIDUE_KINDS;
  let q6 = query[first + 6u] * RESIDUE_KINDS;
  let q7 = query[first + 7u] * RESIDUE_KINDS;
  // Variables of their own rather than an array: they have to stay in registers.
  var row0 = Row(0, NO_GAP);
  var row1 = row0;
  var row2 = row0;
  var row3 = row0;
  var row4 = row0;
  var row5 = row0;
  var row6 = row0;
  var row7 = row0;
  var nextDiagonal = 0;
  var best = 0;
  for (var column = 0u; column < sequence.length; column++) {
    let residue = residueAt(sequence.start + column);
    let at = column * slice.stride + invocation;
    let boundary = select(vec2i(0, NO_GAP), boundaries[at], strip > 0u);
    var above = Above(nextDiagonal, boundary.y, best);
    nextDiagonal = boundary.x;
    above = cell(&row0, scores[q0 + residue], above);
    above = cell(&row1, scores[q1 + residue], above);
    above = cell(&row2, scores[q2 + residue], above);
    above = cell(&row3, scores[q3 + residue], above);
    above = cell(&row4, scores[q4 + residue], above);
    above = cell(&row5, scores[q5 + residue], above);
    above = cell(&row6, scores[q6 + residue], above);
    above = cell(&row7, scores[q7 + residue], above);
    boundaries[at] = vec2i(row7.h, above.f);
    best = above.best;
  }
  return best;
}

fn cell(row: ptr<function, Row>, score: i32, above: Above) -> Above {
  let before = *row;
  let h = max(max(0, above.diagonal + score), max(before.e, above.f));
  let opened = h - unit.gapOpen;
  *row = Row(h, max(before.e - unit.gapExtend, opened));
  return Above(before.h, max(above.f - unit.gapExtend, opened), max(above.best, h));
}

fn residueAt(index: u32) -> u32 {
  return (residues[index >> 2u] >> (8u * (index & 3u))) & 0xffu;
}
