import { describe, expect, it } from "vitest";
import type { Picture } from "../../../protocol/messages.ts";
import { fieldOf, NARROW, WIDE } from "./picture-field.ts";

type RawSquare = Picture["squares"][number];

const square = (over: Partial<RawSquare> = {}): RawSquare => ({ units: 10, checked: 0, inHands: false, value: null, ...over });

function picture(squares: readonly RawSquare[]): Picture {
  return { batchId: "baaaaaaaaaaaaaaaa", squares: [...squares] } as Picture;
}

describe("the picture so far", () => {
  it("keeps one square a square where there is room, and joins neighbours where there is not", () => {
    const full = picture(Array.from({ length: 384 }, () => square({ checked: 5, value: 1 })));
    const wide = fieldOf(full, [], WIDE);
    const narrow = fieldOf(full, [], NARROW);
    expect([wide.columns, wide.squares.length]).toEqual([24, 384]);
    expect([narrow.columns, narrow.squares.length]).toEqual([16, 192]);
    expect(narrow.squares[1]).toMatchObject({ from: 21, to: 40, checked: 10, value: 1 });
    expect([wide.units, wide.checked]).toEqual([3840, 1920]);
    expect([narrow.units, narrow.checked]).toEqual([3840, 1920]);
  });

  it("weighs joined averages by what was checked", () => {
    const pair = [square({ checked: 1, value: 4 }), square({ checked: 3, value: 0 })];
    const field = fieldOf(picture(Array.from({ length: 192 }, () => pair).flat()), [], NARROW);
    expect(field.squares[0]).toMatchObject({ checked: 4, value: 1 });
  });

  it("grades from the lowest to the highest average, and knows no grade without a difference", () => {
    const graded = fieldOf(picture([0, 1, 2, 3, 4].map((value) => square({ checked: 10, value }))), [], WIDE);
    expect(graded.squares.map((each) => each.step)).toEqual([1, 2, 3, 4, 4]);
    const level = fieldOf(picture([square({ checked: 10, value: 7 }), square({ checked: 10, value: 7 })]), [], WIDE);
    expect(level.squares.map((each) => each.step)).toEqual([1, 1]);
  });

  it("marks exactly the squares that hold own units, in whatever order they were finished", () => {
    const field = fieldOf(picture([square(), square(), square()]), [29, 0, 9, 25], WIDE);
    expect(field.squares.map((each) => each.own)).toEqual([2, 0, 2]);
    expect(field.own).toBe(4);
  });

  it("copes with a batch of nothing and with one unit", () => {
    expect(fieldOf(picture([]), [], WIDE)).toMatchObject({ squares: [], units: 0, checked: 0 });
    expect(fieldOf(picture([square({ units: 1 })]), [0], WIDE).squares[0]).toMatchObject({ from: 1, to: 1, own: 1 });
  });
});
