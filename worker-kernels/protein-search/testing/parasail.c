/*
 * The scores of a unit by parasail, the library that this kernel is held to and measured beside.
 *
 *     cc -O3 -o parasail parasail.c -lparasail
 *     parasail FUNCTION BLOCK QUERY GAP_OPEN GAP_EXTEND
 *
 * FUNCTION is one of parasail's for scores with a profile that widen on saturation, such as
 * sw_scan_profile_avx2_256_sat; BLOCK a file in the format of ../block.ts, QUERY the letters of the query.
 * Prints the digest of all scores as the kernel defines it, the cells, and nanoseconds of processor time.
 */
#include <parasail.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static uint8_t *read_file(const char *path) {
  FILE *file = fopen(path, "rb");
  if (!file) exit(2);
  fseek(file, 0, SEEK_END);
  const size_t length = (size_t)ftell(file);
  rewind(file);
  uint8_t *bytes = malloc(length + 1);
  if (!bytes || fread(bytes, 1, length, file) != length) exit(2);
  bytes[length] = 0;
  fclose(file);
  return bytes;
}

static uint64_t fnv(uint64_t digest, uint32_t score) {
  for (int shift = 0; shift < 32; shift += 8) digest = (digest ^ (score >> shift & 0xff)) * UINT64_C(0x100000001b3);
  return digest;
}

int main(int argc, char **argv) {
  if (argc != 6) return 2;
  parasail_pfunction_t *align = parasail_lookup_pfunction(argv[1]);
  parasail_pcreator_t *create_profile = parasail_lookup_pcreator(argv[1]);
  if (!align || !create_profile) return 3;
  uint8_t *block = read_file(argv[2]);
  const char *query = (const char *)read_file(argv[3]);
  const int open = atoi(argv[4]), extend = atoi(argv[5]);
  const uint32_t *header = (const uint32_t *)block, count = header[2], *ends = header + 5;
  uint8_t *residues = block + 20 + 8 * (size_t)count;
  for (uint32_t i = 0; i < header[3]; i++) residues[i] = (uint8_t) "ARNDCQEGHILKMFPSTWYVBZX*"[residues[i]];

  struct timespec begun, ended;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &begun);
  const int query_length = (int)strlen(query);
  parasail_profile_t *profile = create_profile(query, query_length, parasail_matrix_lookup("blosum62"));
  uint64_t digest = UINT64_C(0xcbf29ce484222325);
  for (uint32_t i = 0, start = 0; i < count; start = ends[i++]) {
    parasail_result_t *result = align(profile, (const char *)residues + start, (int)(ends[i] - start), open, extend);
    digest = fnv(digest, (uint32_t)parasail_result_get_score(result));
    parasail_result_free(result);
  }
  parasail_profile_free(profile);
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ended);

  const int64_t ns = (ended.tv_sec - begun.tv_sec) * INT64_C(1000000000) + (ended.tv_nsec - begun.tv_nsec);
  printf("%llu %llu %lld\n", (unsigned long long)digest, (unsigned long long)query_length * header[3], (long long)ns);
  return 0;
}
