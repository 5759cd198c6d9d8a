/*
 * The baseline of bench/kernels/maxcut.ts: the same annealing as worker-kernels/maxcut, with the same draws and the
 * same table, written for SSE4.1 as one would write it in C. Walkers are done one after the other, where the kernel
 * takes them by turns so that it can stop anywhere: here a walker stays in the first-level cache.
 *
 *     maxcut GRAPH SEED WALKERS SWEEPS TEMPERATURE_START TEMPERATURE_END
 *
 * GRAPH is a file in the format of worker-kernels/maxcut/graph-blob.ts, of some thousand vertices with weights that
 * keep gains far below 2^31. Prints the climb of the best cut, as the kernel puts it out, joined by commas; the
 * vertices looked at; and nanoseconds of processor time.
 */
#include <smmintrin.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { GROUP = 16, CLIMB_STEPS = 16, DRAW_BITS = 12, ENTRIES = 1 << DRAW_BITS, LOG_BITS = 16, TEMPERATURE_BITS = 10, LN_2 = 45426 };

typedef struct {
  uint32_t vertex;
  int32_t twice; /* the weight of the edge */
} neighbour;

static uint32_t vertices, sweeps, walkers, temperature_start, temperature_end, keys[3];
static uint32_t *starts;
static neighbour *neighbours;
static int32_t losses[ENTRIES], *gains;
static uint8_t *sides, *best_sides;
static int64_t cut, best_cut, climb[CLIMB_STEPS + 1];

static int32_t negative_log(uint32_t k) {
  const uint32_t value = 2 * k + 1;
  const int whole = 31 - __builtin_clz(value);
  uint64_t mantissa = (uint64_t)value << (31 - whole), bits = (uint64_t)whole;
  for (int bit = 0; bit < LOG_BITS; bit++) {
    mantissa = mantissa * mantissa >> 31;
    const uint64_t carry = mantissa >> 32;
    mantissa >>= carry;
    bits = 2 * bits + carry;
  }
  return (int32_t)((((uint64_t)(DRAW_BITS + 1) << LOG_BITS) - bits) * LN_2 >> LOG_BITS);
}

static void read_graph(const char *path) {
  FILE *file = fopen(path, "rb");
  uint32_t header[3];
  if (!file || fread(header, 4, 3, file) != 3) exit(2);
  vertices = header[1];
  const uint32_t edges = header[2];
  int32_t(*edge)[3] = malloc(12 * (size_t)edges);
  starts = calloc(vertices + 2, 4);
  neighbours = malloc(2 * (size_t)edges * sizeof *neighbours);
  if (!edge || !starts || !neighbours || fread(edge, 12, edges, file) != edges) exit(2);
  fclose(file);
  for (uint32_t i = 0; i < edges; i++) starts[edge[i][0] + 2]++, starts[edge[i][1] + 2]++;
  for (uint32_t i = 0; i < vertices; i++) starts[i + 2] += starts[i + 1];
  for (uint32_t i = 0; i < edges; i++) {
    neighbours[starts[edge[i][0] + 1]++] = (neighbour){(uint32_t)edge[i][1], 2 * edge[i][2]};
    neighbours[starts[edge[i][1] + 1]++] = (neighbour){(uint32_t)edge[i][0], 2 * edge[i][2]};
  }
  free(edge);
}

static __m128i rotated(__m128i words, int bits) { return _mm_or_si128(_mm_slli_epi32(words, bits), _mm_srli_epi32(words, 32 - bits)); }

/* Threefry-2x32 with 20 rounds: the draws of sixteen vertices. */
static void draw_group(uint32_t walker, uint32_t sweep, uint32_t first, uint32_t draws[GROUP]) {
  static const int rotations[8] = {13, 15, 26, 6, 17, 29, 16, 24};
  __m128i x = _mm_add_epi32(_mm_set1_epi32((int)((walker << 16) + (first >> 2) + keys[0])), _mm_setr_epi32(0, 1, 2, 3));
  __m128i y = _mm_set1_epi32((int)(sweep + keys[1]));
#pragma GCC unroll 20
  for (int round = 0; round < 20; round++) {
    x = _mm_add_epi32(x, y);
    y = _mm_xor_si128(rotated(y, rotations[round % 8]), x);
    if (round % 4 != 3) continue;
    const uint32_t injection = (uint32_t)round / 4 + 1;
    x = _mm_add_epi32(x, _mm_set1_epi32((int)keys[injection % 3]));
    y = _mm_add_epi32(y, _mm_set1_epi32((int)(keys[(injection + 1) % 3] + injection)));
  }
  const __m128i mask = _mm_set1_epi32(ENTRIES - 1);
  __m128i *target = (__m128i *)draws;
  _mm_store_si128(target, _mm_and_si128(x, mask));
  _mm_store_si128(target + 1, _mm_srli_epi32(x, 32 - DRAW_BITS));
  _mm_store_si128(target + 2, _mm_and_si128(y, mask));
  _mm_store_si128(target + 3, _mm_srli_epi32(y, 32 - DRAW_BITS));
}

static void scatter(uint32_t walker) {
  uint32_t draws[GROUP] __attribute__((aligned(16)));
  for (uint32_t v = 0; v < vertices; v++) {
    if (v % GROUP == 0) draw_group(walker, 0, v, draws);
    sides[v] = draws[v % GROUP] & 1;
  }
  int64_t twice_cut = 0;
  for (uint32_t v = 0; v < vertices; v++) {
    int32_t twice_gain = 0;
    for (uint32_t i = starts[v]; i < starts[v + 1]; i++) {
      const int is_cut = sides[neighbours[i].vertex] != sides[v];
      twice_gain += is_cut ? -neighbours[i].twice : neighbours[i].twice;
      twice_cut += is_cut ? neighbours[i].twice : 0;
    }
    gains[v] = twice_gain / 2;
  }
  cut = twice_cut / 4;
}

static void flip(uint32_t v) {
  const int32_t side = sides[v];
  sides[v] = (uint8_t)(1 - side);
  cut += gains[v];
  gains[v] = -gains[v];
  for (uint32_t i = starts[v]; i < starts[v + 1]; i++) {
    const int32_t sign = (sides[neighbours[i].vertex] ^ side) - 1;
    gains[neighbours[i].vertex] += (neighbours[i].twice ^ sign) - sign;
  }
}

static int64_t tolerated(uint32_t temperature, uint32_t draw) { return (int64_t)temperature * losses[draw] >> (TEMPERATURE_BITS + LOG_BITS); }

static void sweep_all(uint32_t walker, uint32_t sweep, uint32_t temperature) {
  uint32_t draws[GROUP] __attribute__((aligned(16)));
  const int64_t most = tolerated(temperature, 0);
  const __m128i hopeless = _mm_set1_epi32(-(int32_t)(most < INT32_MAX ? most : INT32_MAX));
  for (uint32_t group = 0; group < vertices; group += GROUP) {
    const __m128i *own = (const __m128i *)(gains + group);
    const __m128i highest = _mm_max_epi32(_mm_max_epi32(own[0], own[1]), _mm_max_epi32(own[2], own[3]));
    if (_mm_movemask_epi8(_mm_cmpgt_epi32(hopeless, highest)) == 0xffff) continue;
    draw_group(walker, sweep, group, draws);
    for (uint32_t v = group; v < group + GROUP && v < vertices; v++)
      if (-(int64_t)gains[v] <= tolerated(temperature, draws[v - group])) flip(v);
  }
}

static void anneal(uint32_t walker) {
  scatter(walker);
  best_cut = cut;
  memcpy(best_sides, sides, vertices);
  if (best_cut > climb[0]) climb[0] = best_cut;
  for (uint32_t sweep = 1, step = 1; sweep <= sweeps; sweep++) {
    const uint64_t fall = (uint64_t)(temperature_start - temperature_end) * (sweep - 1);
    sweep_all(walker, sweep, sweeps == 1 ? temperature_start : temperature_start - (uint32_t)(fall / (sweeps - 1)));
    if (cut > best_cut) best_cut = cut, memcpy(best_sides, sides, vertices);
    for (; (uint64_t)sweep * CLIMB_STEPS >= (uint64_t)step * sweeps; step++)
      if (best_cut > climb[step]) climb[step] = best_cut;
  }
}

int main(int argc, char **argv) {
  if (argc != 7) return 2;
  read_graph(argv[1]);
  const uint64_t seed = strtoull(argv[2], NULL, 10);
  walkers = (uint32_t)atoi(argv[3]), sweeps = (uint32_t)atoi(argv[4]);
  temperature_start = (uint32_t)atoi(argv[5]), temperature_end = (uint32_t)atoi(argv[6]);
  struct timespec begun, ended;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &begun);

  keys[0] = (uint32_t)seed, keys[1] = (uint32_t)(seed >> 32), keys[2] = UINT32_C(0x1bd11bda) ^ keys[0] ^ keys[1];
  for (uint32_t k = 0; k < ENTRIES; k++) losses[k] = negative_log(k) - negative_log(ENTRIES - 1 - k);
  const size_t room = (vertices + GROUP - 1) / GROUP * GROUP;
  gains = aligned_alloc(16, 4 * room), sides = malloc(room), best_sides = malloc(room);
  if (!gains || !sides || !best_sides) return 2;
  for (size_t v = vertices; v < room; v++) gains[v] = INT32_MIN;
  for (int step = 0; step <= CLIMB_STEPS; step++) climb[step] = INT64_MIN;
  for (uint32_t walker = 0; walker < walkers; walker++) anneal(walker);
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ended);

  const int64_t ns = (ended.tv_sec - begun.tv_sec) * INT64_C(1000000000) + (ended.tv_nsec - begun.tv_nsec);
  for (int step = 0; step <= CLIMB_STEPS; step++) printf("%lld%s", (long long)climb[step], step < CLIMB_STEPS ? "," : " ");
  printf("%llu %lld\n", (unsigned long long)vertices * sweeps * walkers, (long long)ns);
  return 0;
}
