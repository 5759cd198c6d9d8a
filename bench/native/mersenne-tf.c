/*
 * The baseline of bench/kernels.ts: the same unit of trial factoring as worker-kernels/mersenne-tf, with the
 * same classes, sieve primes and blocks, and Montgomery powering of eight candidates at a time on three limbs,
 * written for SSE4.1 as one would write it in C. It is the fastest of the forms that were tried:
 *
 *   - Limbs stay in 64-bit lanes, two candidates to a vector, so that a product is one pmuludq. WebAssembly
 *     has no such instruction; its kernel keeps four candidates to a vector and pays two shuffles a product.
 *   - All three digits are cleared in Montgomery's way. The shorter way with the first two digits, which makes
 *     the kernel faster by a sixth, made no difference here: the products, not the waiting, are the limit.
 *
 *     mersenne-tf EXPONENT K_START K_COUNT
 *
 * prints residueSum, the candidates powered, and the nanoseconds of processor time it took. K_START is below
 * 2^63, and candidates that are sieve primes themselves are left out: benchmark ranges begin above them.
 */
#include <smmintrin.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { CLASS_COUNT = 4620, SIEVE_LIMIT = 8192, BLOCK_ROWS = 8192, FIRST_SIEVE_PRIME = 13, LIMB_BITS = 28, RADIX_BITS = 84 };
#define LIMB_MASK ((UINT64_C(1) << LIMB_BITS) - 1)

typedef unsigned __int128 u128;

static uint32_t primes[SIEVE_LIMIT], class_inverses[SIEVE_LIMIT], zero_rows[SIEVE_LIMIT], next_rows[SIEVE_LIMIT];
static unsigned prime_count;
static uint8_t marks[BLOCK_ROWS + 16];
static uint16_t survivors[BLOCK_ROWS];

static uint32_t inverse(uint64_t value, uint32_t prime) {
  uint64_t result = 1;
  for (uint32_t e = prime - 2; e != 0; e >>= 1) {
    if (e & 1) result = result * value % prime;
    value = value * value % prime;
  }
  return (uint32_t)result;
}

static int is_prime(uint32_t n) {
  for (uint32_t d = 3; d * d <= n; d += 2)
    if (n % d == 0) return 0;
  return 1;
}

static void prepare_sieve(uint32_t exponent, uint64_t origin) {
  prime_count = 0;
  for (uint32_t prime = FIRST_SIEVE_PRIME; prime < SIEVE_LIMIT; prime += 2) {
    if (!is_prime(prime) || exponent % prime == 0) continue;
    uint32_t zero_cofactor = prime - inverse(2 * (uint64_t)exponent % prime, prime);
    uint32_t class_inverse = inverse(CLASS_COUNT % prime, prime);
    primes[prime_count] = prime;
    class_inverses[prime_count] = class_inverse;
    zero_rows[prime_count++] = (zero_cofactor + prime - (uint32_t)(origin % prime)) * class_inverse % prime;
  }
}

static void aim_sieve(uint32_t class_, uint64_t row) {
  for (unsigned i = 0; i < prime_count; i++) {
    uint32_t prime = primes[i];
    uint32_t passed = (class_ * class_inverses[i] + (uint32_t)(row % prime)) % prime;
    next_rows[i] = zero_rows[i] >= passed ? zero_rows[i] - passed : zero_rows[i] + prime - passed;
  }
}

static unsigned sieve_block(uint32_t rows) {
  memset(marks, 0, rows);
  for (unsigned i = 0; i < prime_count; i++) {
    uint32_t prime = primes[i], row = next_rows[i];
    for (; row < rows; row += prime) marks[row] = 1;
    next_rows[i] = row - rows;
  }
  memset(marks + rows, 1, 16);
  unsigned found = 0;
  for (uint32_t row = 0; row < rows; row += 16) {
    __m128i block = _mm_loadu_si128((const __m128i *)(marks + row));
    unsigned unmarked = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(block, _mm_setzero_si128()));
    for (; unmarked != 0; unmarked &= unmarked - 1) survivors[found++] = (uint16_t)(row + (unsigned)__builtin_ctz(unmarked));
  }
  return found;
}

static int is_class_open(uint32_t exponent, uint32_t class_) {
  uint64_t q = 2 * (uint64_t)exponent * class_ + 1;
  return (q % 8 == 1 || q % 8 == 7) && q % 3 && q % 5 && q % 7 && q % 11;
}

/* Eight candidates, each limb in the low half of a 64-bit lane. Loops over the vectors are unrolled. */
enum { VECTORS = 4, LANES = 2 * VECTORS };
typedef struct {
  __m128i v[VECTORS];
} lanes;

#define EACH(expression)                                            \
  lanes result;                                                     \
  for (int i = 0; i < VECTORS; i++) result.v[i] = expression;       \
  return result

static inline lanes product(lanes a, lanes b) { EACH(_mm_mul_epu32(a.v[i], b.v[i])); }
static inline lanes add(lanes a, lanes b) { EACH(_mm_add_epi64(a.v[i], b.v[i])); }
static inline lanes both(lanes a, lanes b) { EACH(_mm_and_si128(a.v[i], b.v[i])); }
static inline lanes carry(lanes a) { EACH(_mm_srli_epi64(a.v[i], LIMB_BITS)); }
static inline lanes splat(uint64_t x) { EACH(_mm_set1_epi64x((int64_t)x)); }
static inline lanes low_limb(lanes a) { return both(a, splat(LIMB_MASK)); }
static inline lanes load(const uint64_t *from) { EACH(_mm_loadu_si128((const __m128i *)from + i)); }

static inline uint64_t lane_sum(lanes a) {
  uint64_t sum = 0;
  for (int i = 0; i < VECTORS; i++) sum += (uint64_t)_mm_extract_epi64(a.v[i], 0) + (uint64_t)_mm_extract_epi64(a.v[i], 1);
  return sum;
}

static uint64_t power_candidates(uint32_t exponent, u128 base, uint64_t step, unsigned count) {
  const uint32_t e = exponent - 1;
  int squarings = 0;
  while ((e >> squarings) + 1 >= RADIX_BITS) squarings++;
  const u128 start = (u128)1 << (RADIX_BITS - (e >> squarings) - 1);
  uint64_t sum = 0;

  for (unsigned first = 0; first < count; first += LANES) {
    uint64_t q[3][LANES], factor[LANES], is_live[LANES];
    for (unsigned lane = 0; lane < LANES; lane++) {
      is_live[lane] = first + lane < count ? ~UINT64_C(0) : 0;
      u128 candidate = base + (u128)step * survivors[is_live[lane] ? first + lane : 0];
      for (int limb = 0; limb < 3; limb++) q[limb][lane] = (uint64_t)(candidate >> (LIMB_BITS * limb)) & LIMB_MASK;
      uint32_t low = (uint32_t)candidate, x = (3 * low) ^ 2;
      for (int i = 0; i < 3; i++) x *= 2 - low * x;
      factor[lane] = (0 - x) & LIMB_MASK;
    }
    const lanes q0 = load(q[0]), q1 = load(q[1]), q2 = load(q[2]), digit_factor = load(factor), live = load(is_live);
    lanes x0 = splat((uint64_t)start & LIMB_MASK), x1 = splat((uint64_t)(start >> LIMB_BITS) & LIMB_MASK), x2 = splat((uint64_t)(start >> (2 * LIMB_BITS)));

    for (int i = squarings - 1;; i--) {
      lanes c0 = x0, c1 = x1, c2 = x2, c3 = splat(0), c4 = splat(0);
      if (i >= 0) {
        lanes twice1 = add(x1, x1), twice2 = add(x2, x2);
        c0 = product(x0, x0);
        c1 = product(x0, twice1);
        c2 = add(product(x0, twice2), product(x1, x1));
        c3 = product(x1, twice2);
        c4 = product(x2, x2);
      }
      lanes digit = low_limb(product(c0, digit_factor));
      c0 = add(c0, product(digit, q0));
      c1 = add(add(c1, product(digit, q1)), carry(c0));
      c2 = add(c2, product(digit, q2));
      digit = low_limb(product(c1, digit_factor));
      c1 = add(c1, product(digit, q0));
      c2 = add(add(c2, product(digit, q1)), carry(c1));
      c3 = add(c3, product(digit, q2));
      digit = low_limb(product(c2, digit_factor));
      c2 = add(c2, product(digit, q0));
      c3 = add(add(c3, product(digit, q1)), carry(c2));
      c4 = add(add(c4, product(digit, q2)), carry(c3));
      x0 = low_limb(c3);
      x1 = low_limb(c4);
      x2 = carry(c4);
      if (i < 0) break;
      if (((e >> i) & 1) == 0) x0 = add(x0, x0), x1 = add(x1, x1), x2 = add(x2, x2);
    }
    sum += lane_sum(both(x0, live)) + (lane_sum(both(x1, live)) << LIMB_BITS) + (lane_sum(both(x2, live)) << (2 * LIMB_BITS));
  }
  return sum;
}

int main(int argc, char **argv) {
  if (argc != 4) return 2;
  const uint32_t exponent = (uint32_t)strtoul(argv[1], NULL, 10);
  const uint64_t start = strtoull(argv[2], NULL, 10), count = strtoull(argv[3], NULL, 10);
  struct timespec begun, ended;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &begun);

  const uint64_t offset = start % CLASS_COUNT, origin = start - offset;
  uint64_t residue_sum = 0, powered = 0;
  prepare_sieve(exponent, origin);
  for (uint32_t class_ = 0; class_ < CLASS_COUNT; class_++) {
    if (!is_class_open(exponent, class_)) continue;
    const uint64_t end = (offset + count + CLASS_COUNT - 1 - class_) / CLASS_COUNT;
    uint64_t row = class_ < offset;
    if (row < end) aim_sieve(class_, row);
    while (row < end) {
      const uint32_t rows = end - row < BLOCK_ROWS ? (uint32_t)(end - row) : BLOCK_ROWS;
      const unsigned found = sieve_block(rows);
      const u128 base = (u128)(2 * (uint64_t)exponent) * (origin + class_ + row * CLASS_COUNT) + 1;
      residue_sum += power_candidates(exponent, base, 2 * (uint64_t)exponent * CLASS_COUNT, found);
      powered += found;
      row += rows;
    }
  }

  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ended);
  const int64_t ns = (ended.tv_sec - begun.tv_sec) * INT64_C(1000000000) + (ended.tv_nsec - begun.tv_nsec);
  printf("%llu %llu %lld\n", (unsigned long long)residue_sum, (unsigned long long)powered, (long long)ns);
  return 0;
}
