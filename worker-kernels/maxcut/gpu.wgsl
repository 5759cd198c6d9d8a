// Annealing of cuts on a GPU, as README.md defines it: a lane is a walker, and all lanes look at the same vertex at a
// time. What lies in a buffer for one vertex of many walkers lies side by side, so that lanes read neighbours' words.
// What the host module (cpu/gpu-slices.ts, cpu/packed.ts) writes and reads is laid out alike there.

const LANES = 64u;
const GROUP = 16u;
const RUN = 256u;
const DRAW_MASK = 0xfffu;
const DRAW_SHIFT = 20u;
const KEY_PARITY = 0x1bd11bdau;

struct Slice {
  walkers: u32,
  vertices: u32,
  /** Words of sides of one walker. */
  words: u32,
  /** 1 when the state is to be taken from the upload first; 0 when it is still there from the slice before. */
  loads: u32,
  /** Runs of one sweep. */
  runs: u32,
  /** The first run of this slice in its sweep, and how many there are. */
  firstRun: u32,
  runCount: u32,
  firstSweep: u32,
  key0: u32,
  key1: u32,
}

@group(0) @binding(0) var<uniform> slice: Slice;
/** For each vertex, and one past the last, where its neighbours begin; then the neighbours, each with twice its weight. */
@group(0) @binding(1) var<storage, read> graph: array<u32>;
@group(0) @binding(2) var<storage, read> losses: array<i32>;
/** Of the sweeps from the first of this slice on. */
@group(0) @binding(3) var<storage, read> temperatures: array<u32>;
/** Gains, then the state. */
@group(0) @binding(4) var<storage, read> upload: array<u32>;
@group(0) @binding(5) var<storage, read_write> gains: array<i32>;
/** As cpu/packed.ts has it. */
@group(0) @binding(6) var<storage, read_write> state: array<u32>;
@group(0) @binding(7) var<storage, read_write> result: array<u32>;

var<private> walker: u32;
/** 64 bits, low word first. */
var<private> cut: vec2u;
var<private> bestCut: vec2u;

@compute @workgroup_size(LANES)
fn anneal(@builtin(global_invocation_id) id: vec3u) {
  walker = id.x;
  if (walker >= slice.walkers) {
    return;
  }
  if (slice.loads == 1u) {
    takeUpload();
  }
  cut = vec2u(state[ofWalker(0u)], state[ofWalker(1u)]);
  bestCut = vec2u(state[ofWalker(2u)], state[ofWalker(3u)]);
  for (var i = 0u; i < slice.runCount; i++) {
    let position = slice.firstRun + i;
    let sweep = position / slice.runs;
    let run = position % slice.runs;
    lookAtRun(slice.firstSweep + sweep, temperatures[sweep], run * RUN);
    if (run == slice.runs - 1u && isMore(cut, bestCut)) {
      keepBest();
    }
  }
  leaveResult();
}

fn takeUpload() {
  for (var vertex = 0u; vertex < slice.vertices; vertex++) {
    let at = vertex * slice.walkers + walker;
    gains[at] = bitcast<i32>(upload[at]);
  }
  let base = slice.vertices * slice.walkers;
  for (var i = 0u; i < 4u + 2u * slice.words; i++) {
    state[ofWalker(i)] = upload[base + ofWalker(i)];
  }
}

fn leaveResult() {
  state[ofWalker(0u)] = cut.x;
  state[ofWalker(1u)] = cut.y;
  state[ofWalker(2u)] = bestCut.x;
  state[ofWalker(3u)] = bestCut.y;
  for (var i = 0u; i < 4u + 2u * slice.words; i++) {
    result[ofWalker(i)] = state[ofWalker(i)];
  }
}

/** Where the state has a walker's word of that number. No lane touches another's. */
fn ofWalker(word: u32) -> u32 {
  return word * slice.walkers + walker;
}

fn lookAtRun(sweep: u32, temperature: u32, first: u32) {
  let end = min(first + RUN, slice.vertices);
  for (var group = first; group < end; group += GROUP) {
    let drawn = threefry((walker << 16u) + (group >> 2u), sweep);
    let groupEnd = min(group + GROUP, end);
    for (var vertex = group; vertex < groupEnd; vertex++) {
      let gain = gains[vertex * slice.walkers + walker];
      if (-gain <= tolerated(temperature, drawOf(drawn, vertex - group))) {
        flip(vertex, gain);
      }
    }
  }
}

fn flip(vertex: u32, gain: i32) {
  let word = wordOf(vertex);
  let side = (state[word] >> (vertex & 31u)) & 1u;
  state[word] ^= 1u << (vertex & 31u);
  gains[vertex * slice.walkers + walker] = -gain;
  addToCut(gain);
  let neighbours = slice.vertices + 1u;
  for (var i = graph[vertex]; i < graph[vertex + 1u]; i++) {
    let neighbour = graph[neighbours + 2u * i];
    let twice = bitcast<i32>(graph[neighbours + 2u * i + 1u]);
    let other = (state[wordOf(neighbour)] >> (neighbour & 31u)) & 1u;
    gains[neighbour * slice.walkers + walker] += select(twice, -twice, other == side);
  }
}

fn wordOf(vertex: u32) -> u32 {
  return ofWalker(4u + (vertex >> 5u));
}

fn keepBest() {
  bestCut = cut;
  for (var i = 4u; i < 4u + slice.words; i++) {
    state[ofWalker(i + slice.words)] = state[ofWalker(i)];
  }
}

fn addToCut(gain: i32) {
  let low = cut.x + bitcast<u32>(gain);
  let carry = select(0u, 1u, low < cut.x);
  cut = vec2u(low, cut.y + bitcast<u32>(gain >> 31u) + carry);
}

fn isMore(a: vec2u, b: vec2u) -> bool {
  return bitcast<i32>(a.y) > bitcast<i32>(b.y) || (a.y == b.y && a.x > b.x);
}

/** ⌊temperature · loss / 2^26⌋ of 32 by 21 bits, by parts of 16 and 10 bits whose products fit a word. */
fn tolerated(temperature: u32, draw: u32) -> i32 {
  let loss = losses[draw];
  let size = u32(abs(loss));
  let high = temperature >> 16u;
  let low = temperature & 0xffffu;
  let middle = low * (size >> 10u);
  let upper = high * (size & 0x3ffu);
  let rest = low * (size & 0x3ffu) + ((middle & 0xffffu) << 10u) + ((upper & 0x3ffu) << 16u);
  let quotient = high * (size >> 10u) + (middle >> 16u) + (upper >> 10u) + (rest >> 26u);
  let isInexact = (rest & 0x3ffffffu) != 0u;
  return select(i32(quotient), -i32(quotient) - select(0, 1, isInexact), loss < 0);
}

/** Four blocks of Threefry-2x32, for the counters from `counter` on: the first words, and the second ones. */
struct Draws {
  x: vec4u,
  y: vec4u,
}

fn drawOf(drawn: Draws, place: u32) -> u32 {
  let part = place >> 2u;
  let word = select(drawn.y[place & 3u], drawn.x[place & 3u], part < 2u);
  return select(word >> DRAW_SHIFT, word & DRAW_MASK, (part & 1u) == 0u);
}

fn threefry(counter: u32, sweep: u32) -> Draws {
  let keys = array<u32, 3>(slice.key0, slice.key1, KEY_PARITY ^ slice.key0 ^ slice.key1);
  var drawn = Draws(vec4u(counter + keys[0]) + vec4u(0u, 1u, 2u, 3u), vec4u(sweep + keys[1]));
  for (var injection = 1u; injection <= 5u; injection++) {
    // The eight rotations in turn, four before each injection.
    let rotations = select(vec4u(17u, 29u, 16u, 24u), vec4u(13u, 15u, 26u, 6u), (injection & 1u) == 1u);
    for (var round = 0u; round < 4u; round++) {
      drawn.x += drawn.y;
      drawn.y = rotated(drawn.y, rotations[round]) ^ drawn.x;
    }
    drawn.x += vec4u(keys[injection % 3u]);
    drawn.y += vec4u(keys[(injection + 1u) % 3u] + injection);
  }
  return drawn;
}

fn rotated(words: vec4u, bits: u32) -> vec4u {
  return (words << vec4u(bits)) | (words >> vec4u(32u - bits));
}
