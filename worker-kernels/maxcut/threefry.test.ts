import { expect, it } from "vitest";
import { threefry2x32 } from "./threefry.ts";

/** `threefry2x32 20` of `tests/kat_vectors` in Random123: counter, key, result. */
it.each([
  [0x0000_0000, 0x0000_0000, 0x0000_0000, 0x0000_0000, 0x6b20_0159, 0x99ba_4efe],
  [0xffff_ffff, 0xffff_ffff, 0xffff_ffff, 0xffff_ffff, 0x1cb9_96fc, 0xbb00_2be7],
  [0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344, 0xc492_3a9c, 0x483d_f7a0],
] as const)("gives what Random123 gives for the counter %i %i", (counter0, counter1, key0, key1, first, second) => {
  expect(threefry2x32([counter0, counter1], [key0, key1])).toEqual([first, second]);
});
