/*
 * The baseline of bench/kernels/protein-search.ts: the same search as worker-kernels/protein-search, one sequence to
 * a lane and four columns at once, lanes of 8 bits and then of 16, written for SSE4.1 as one would write it in C.
 * Eight columns at once, and two columns, were slower: there are sixteen registers.
 *
 *     protein-search BLOCK QUERY GAP_OPEN GAP_EXTEND
 *
 * BLOCK is a file in the format of worker-kernels/protein-search/block.ts, QUERY one of residues, a byte each; BLOSUM62.
 * Prints the digest of all scores, the cells, and nanoseconds of processor time. Scores stay below 65,535.
 */
#include <smmintrin.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { KINDS = 24, PADDING = 24, LANES = 16, COLUMNS = 4, UNSCORED = -1 };

typedef struct {
  uint8_t *bytes;
  size_t length;
} file;

static file block, query;
static uint32_t count, residue_count;
static const uint32_t *ends;
static const uint8_t *residues;
static int gap_open, gap_extend;

static int8_t matrix[KINDS][32] __attribute__((aligned(16)));
static __m128i profile[KINDS][COLUMNS];
static __m128i *rows; /* of each residue of the query: H, E */
static int32_t *scores;

static const char BLOSUM62[] =
    "   4 -1 -2 -2  0 -1 -1  0 -2 -1 -1 -1 -1 -2 -1  1  0 -3 -2  0 -2 -1  0 -4"
    "  -1  5  0 -2 -3  1  0 -2  0 -3 -2  2 -1 -3 -2 -1 -1 -3 -2 -3 -1  0 -1 -4"
    "  -2  0  6  1 -3  0  0  0  1 -3 -3  0 -2 -3 -2  1  0 -4 -2 -3  3  0 -1 -4"
    "  -2 -2  1  6 -3  0  2 -1 -1 -3 -4 -1 -3 -3 -1  0 -1 -4 -3 -3  4  1 -1 -4"
    "   0 -3 -3 -3  9 -3 -4 -3 -3 -1 -1 -3 -1 -2 -3 -1 -1 -2 -2 -1 -3 -3 -2 -4"
    "  -1  1  0  0 -3  5  2 -2  0 -3 -2  1  0 -3 -1  0 -1 -2 -1 -2  0  3 -1 -4"
    "  -1  0  0  2 -4  2  5 -2  0 -3 -3  1 -2 -3 -1  0 -1 -3 -2 -2  1  4 -1 -4"
    "   0 -2  0 -1 -3 -2 -2  6 -2 -4 -4 -2 -3 -3 -2  0 -2 -2 -3 -3 -1 -2 -1 -4"
    "  -2  0  1 -1 -3  0  0 -2  8 -3 -3 -1 -2 -1 -2 -1 -2 -2  2 -3  0  0 -1 -4"
    "  -1 -3 -3 -3 -1 -3 -3 -4 -3  4  2 -3  1  0 -3 -2 -1 -3 -1  3 -3 -3 -1 -4"
    "  -1 -2 -3 -4 -1 -2 -3 -4 -3  2  4 -2  2  0 -3 -2 -1 -2 -1  1 -4 -3 -1 -4"
    "  -1  2  0 -1 -3  1  1 -2 -1 -3 -2  5 -1 -3 -1  0 -1 -3 -2 -2  0  1 -1 -4"
    "  -1 -1 -2 -3 -1  0 -2 -3 -2  1  2 -1  5  0 -2 -1 -1 -1 -1  1 -3 -1 -1 -4"
    "  -2 -3 -3 -3 -2 -3 -3 -3 -1  0  0 -3  0  6 -4 -2 -2  1  3 -1 -3 -3 -1 -4"
    "  -1 -2 -2 -1 -3 -1 -1 -2 -2 -3 -3 -1 -2 -4  7 -1 -1 -4 -3 -2 -2 -1 -2 -4"
    "   1 -1  1  0 -1  0  0  0 -1 -2 -2  0 -1 -2 -1  4  1 -3 -2 -2  0  0  0 -4"
    "   0 -1  0 -1 -1 -1 -1 -2 -2 -1 -1 -1 -1 -2 -1  1  5 -2 -2  0 -1 -1  0 -4"
    "  -3 -3 -4 -4 -2 -2 -3 -2 -2 -3 -2 -3 -1  1 -4 -3 -2 11  2 -3 -4 -3 -2 -4"
    "  -2 -2 -2 -3 -2 -1 -2 -3  2 -1 -1 -2 -1  3 -3 -2 -2  2  7 -1 -3 -2 -1 -4"
    "   0 -3 -3 -3 -1 -2 -2 -3 -3  3  1 -2  1 -1 -2 -2  0 -3 -1  4 -3 -2 -1 -4"
    "  -2 -1  3  4 -3  0  1 -1  0 -3 -4  0 -3 -3 -2  0 -1 -4 -3 -3  4  1 -1 -4"
    "  -1  0  0  1 -3  3  4 -2  0 -3 -3  1 -1 -3 -1  0 -1 -3 -2 -2  1  4 -1 -4"
    "   0 -1 -1 -1 -2 -1 -1 -1 -1 -1 -1 -1 -1 -1 -2  0  0 -2 -1 -1 -1 -1 -1 -4"
    "  -4 -4 -4 -4 -4 -4 -4 -4 -4 -4 -4 -4 -4 -4 -4 -4 -4 -4 -4 -4 -4 -4 -4  1";

static file read_file(const char *path) {
  FILE *from = fopen(path, "rb");
  if (!from) exit(2);
  fseek(from, 0, SEEK_END);
  file it = {.length = (size_t)ftell(from)};
  rewind(from);
  it.bytes = malloc(it.length + LANES); /* the last residues are read a word at a time */
  if (!it.bytes || fread(it.bytes, 1, it.length, from) != it.length) exit(2);
  fclose(from);
  return it;
}

static void read_matrix(void) {
  memset(matrix, -128, sizeof matrix);
  const char *at = BLOSUM62;
  for (int row = 0; row < KINDS; row++)
    for (int column = 0; column < KINDS; column++) matrix[row][column] = (int8_t)strtol(at, (char **)&at, 10);
}

static uint32_t start_of(uint32_t i) { return i == 0 ? 0 : ends[i - 1]; }
static uint32_t length_of(uint32_t i) { return ends[i] - start_of(i); }

/* The residues of four columns, a vector each; past the end of a sequence, padding. */
static void gather(const uint32_t *batch, int lanes, uint32_t column, __m128i columns[COLUMNS]) {
  uint32_t words[LANES] __attribute__((aligned(16)));
  for (int lane = 0; lane < LANES; lane++) {
    const uint32_t length = lane < lanes ? length_of(batch[lane]) : 0;
    const uint32_t left = column < length ? length - column : 0;
    uint32_t word = 0;
    if (left > 0) memcpy(&word, residues + start_of(batch[lane]) + column, 4);
    const uint32_t kept = left >= 4 ? ~0u : (1u << (8 * left)) - 1;
    words[lane] = (word & kept) | (PADDING * 0x01010101u & ~kept);
  }
  const __m128i order = _mm_setr_epi8(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
  __m128i v[4];
  for (int i = 0; i < 4; i++) v[i] = _mm_shuffle_epi8(_mm_load_si128((const __m128i *)words + i), order);
  const __m128i ab01 = _mm_unpacklo_epi32(v[0], v[1]), ab23 = _mm_unpackhi_epi32(v[0], v[1]);
  const __m128i cd01 = _mm_unpacklo_epi32(v[2], v[3]), cd23 = _mm_unpackhi_epi32(v[2], v[3]);
  columns[0] = _mm_unpacklo_epi64(ab01, cd01);
  columns[1] = _mm_unpackhi_epi64(ab01, cd01);
  columns[2] = _mm_unpacklo_epi64(ab23, cd23);
  columns[3] = _mm_unpackhi_epi64(ab23, cd23);
}

static void make_profile(const __m128i columns[COLUMNS], int wide) {
  for (int c = 0; c < COLUMNS; c++) {
    /* Bit 7 makes pshufb give 0: set for residues of the other half. */
    const __m128i low = _mm_add_epi8(columns[c], _mm_set1_epi8(112)), high = _mm_sub_epi8(columns[c], _mm_set1_epi8(16));
    for (int kind = 0; kind < KINDS; kind++) {
      const __m128i *row = (const __m128i *)matrix[kind];
      const __m128i both = _mm_or_si128(_mm_shuffle_epi8(row[0], low), _mm_shuffle_epi8(row[1], high));
      profile[kind][c] = wide ? _mm_cvtepi8_epi16(both) : both;
    }
  }
}

/* Aligns four columns, in lanes of 8 or 16 bits; the two differ in the names of instructions alone. */
#define ALIGN(NAME, BITS, LOWEST)                                                                             \
  static __m128i NAME(__m128i best) {                                                                         \
    const __m128i none = _mm_set1_epi##BITS(LOWEST), open = _mm_set1_epi##BITS(gap_open);                     \
    const __m128i extend = _mm_set1_epi##BITS(gap_extend);                                                    \
    __m128i left = none, h0 = none, h1 = none, h2 = none, f0 = none, f1 = none, f2 = none, f3 = none;         \
    const uint8_t *residue = query.bytes, *const end = residue + query.length;                                \
    for (__m128i *row = rows; residue < end; residue++, row += 2) {                                           \
      const __m128i *score = profile[*residue], next_left = row[0];                                           \
      __m128i e = row[1], opened;                                                                             \
      CELL(BITS, g0, left, score[0], f0)                                                                      \
      CELL(BITS, g1, h0, score[1], f1)                                                                        \
      CELL(BITS, g2, h1, score[2], f2)                                                                        \
      CELL(BITS, g3, h2, score[3], f3)                                                                        \
      left = next_left, h0 = g0, h1 = g1, h2 = g2;                                                            \
      row[0] = g3, row[1] = e;                                                                                \
    }                                                                                                         \
    return best;                                                                                              \
  }
#define CELL(BITS, h, diagonal, score, f)                                                                     \
  const __m128i h = _mm_max_epi##BITS(_mm_max_epi##BITS(_mm_adds_epi##BITS(diagonal, score), e), f);          \
  best = _mm_max_epi##BITS(best, h);                                                                          \
  opened = _mm_subs_epi##BITS(h, open);                                                                       \
  e = _mm_max_epi##BITS(_mm_subs_epi##BITS(e, extend), opened);                                               \
  f = _mm_max_epi##BITS(_mm_subs_epi##BITS(f, extend), opened);

ALIGN(align8, 8, INT8_MIN)
ALIGN(align16, 16, INT16_MIN)

static void search_batch(const uint32_t *batch, int lanes, int wide) {
  const __m128i none = wide ? _mm_set1_epi16(INT16_MIN) : _mm_set1_epi8(INT8_MIN);
  uint32_t longest = 0;
  for (int lane = 0; lane < lanes; lane++)
    if (length_of(batch[lane]) > longest) longest = length_of(batch[lane]);
  for (size_t i = 0; i < 2 * query.length; i++) rows[i] = none;
  __m128i best = none;
  for (uint32_t column = 0; column < longest; column += COLUMNS) {
    __m128i columns[COLUMNS];
    gather(batch, lanes, column, columns);
    make_profile(columns, wide);
    best = wide ? align16(best) : align8(best);
  }
  for (int lane = 0; lane < lanes; lane++) {
    const int score = wide ? ((int16_t *)&best)[lane] - INT16_MIN : ((int8_t *)&best)[lane] - INT8_MIN;
    if (wide || score != UINT8_MAX) scores[batch[lane]] = score;
  }
}

static void search(int wide) {
  uint32_t batch[LANES];
  int lanes = 0;
  for (uint32_t i = 0; i < count; i++) {
    if (scores[i] == UNSCORED) batch[lanes++] = i;
    if (lanes == (wide ? LANES / 2 : LANES)) search_batch(batch, lanes, wide), lanes = 0;
  }
  if (lanes > 0) search_batch(batch, lanes, wide);
}

static uint64_t digest(void) {
  uint64_t hash = UINT64_C(0xcbf29ce484222325);
  for (size_t i = 0; i < 4 * (size_t)count; i++) hash = (hash ^ ((uint8_t *)scores)[i]) * UINT64_C(0x100000001b3);
  return hash;
}

int main(int argc, char **argv) {
  if (argc != 5) return 2;
  block = read_file(argv[1]);
  query = read_file(argv[2]);
  gap_open = atoi(argv[3]), gap_extend = atoi(argv[4]);
  const uint32_t *header = (const uint32_t *)block.bytes;
  count = header[2], residue_count = header[3], ends = header + 5;
  residues = block.bytes + 20 + 8 * (size_t)count;

  struct timespec begun, ended;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &begun);
  read_matrix();
  rows = aligned_alloc(16, 32 * query.length);
  scores = malloc(4 * (size_t)count);
  if (!rows || !scores) return 2;
  memset(scores, 0xff, 4 * (size_t)count);
  search(0);
  search(1);
  const uint64_t hash = digest();
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ended);

  const int64_t ns = (ended.tv_sec - begun.tv_sec) * INT64_C(1000000000) + (ended.tv_nsec - begun.tv_nsec);
  printf("%llu %llu %lld\n", (unsigned long long)hash, (unsigned long long)query.length * residue_count, (long long)ns);
  return 0;
}
