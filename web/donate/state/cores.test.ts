import { describe, expect, it } from "vitest";
import { coreChoices, gentleCores, isGentle } from "./cores.ts";

describe("how much may be lent", () => {
  it("defaults to a quarter of the cores, at least one", () => {
    expect([1, 2, 3, 4, 8, 10, 16].map(gentleCores)).toEqual([1, 1, 1, 1, 2, 2, 4]);
    expect(isGentle(2, 8)).toBe(true);
    expect(isGentle(3, 8)).toBe(false);
  });

  it("offers every number once, with the gentlest word for it", () => {
    expect(coreChoices(8).map((choice) => choice.label)).toEqual([
      "Gentle: 2 of 8 cores",
      "Half: 4 of 8 cores",
      "Most: 7 of 8 cores",
      "All: 8 of 8 cores",
    ]);
    expect(coreChoices(2).map((choice) => choice.label)).toEqual(["Gentle: 1 of 2 cores", "All: 2 of 2 cores"]);
    expect(coreChoices(1).map((choice) => choice.label)).toEqual(["Gentle: 1 of 1 core"]);
  });
});
