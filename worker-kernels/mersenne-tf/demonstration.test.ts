import { assert, describe, expect, it } from "vitest";
import { parseRow } from "../../protocol/layout/parse-row.ts";
import { MAX_NAME_LENGTH } from "../../protocol/limits.ts";
import { builtInKernels } from "../catalog.ts";
import { DEMONSTRATION, demonstrationCsv, demonstrationRows } from "./demonstration.ts";

const digits = (exponent: number): number => Math.floor(exponent * Math.log10(2)) + 1;

describe("the demonstration batch", () => {
  it("asks a kernel that there is, in rows that it takes", () => {
    const [kernel] = builtInKernels.filter(({ id }) => id === DEMONSTRATION.kernel);
    assert(kernel);
    const [header = "", ...lines] = demonstrationCsv().trimEnd().split("\n");
    const columns = header.split(",");
    for (const line of lines) {
      const cells = line.split(",");
      const row = Object.fromEntries(columns.map((column, at) => [column, cells[at]]));
      expect(parseRow(kernel.input, row)).toMatchObject({ ok: true });
    }
    expect(lines).toHaveLength(4_800);
  });

  it("begins with the first prime exponents of numbers with 100 million digits", () => {
    // gp> forprime(p = 332192807, 332192880, print(p))
    const exponents = Array.from(demonstrationRows(5), ({ exponent }) => exponent);
    expect(exponents).toEqual([332_192_831, 332_192_857, 332_192_863, 332_192_873, 332_192_879]);
    expect([332_192_806, 332_192_807].map(digits)).toEqual([99_999_999, 100_000_000]);
  });

  it("has a name that a batch may have", () => {
    expect(DEMONSTRATION.name.length).toBeLessThanOrEqual(MAX_NAME_LENGTH);
  });
});
