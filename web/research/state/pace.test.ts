import { describe, expect, test } from "vitest";
import { paceOf, WINDOW_MS, withSighting } from "./pace.ts";

const MINUTE = 60_000;

describe("the pace of a batch", () => {
  test("is unknown until enough units came in over enough time", () => {
    expect(paceOf([], 10)).toBeUndefined();
    expect(paceOf([{ at: 0, decided: 0 }], 10)).toBeUndefined();
    expect(
      paceOf(
        [
          { at: 0, decided: 0 },
          { at: 1_000, decided: 50 },
        ],
        10,
      ),
    ).toBeUndefined();
    expect(
      paceOf(
        [
          { at: 0, decided: 0 },
          { at: MINUTE, decided: 2 },
        ],
        10,
      ),
    ).toBeUndefined();
  });

  test("gives the rate, and an end that is the less certain the fewer units were seen", () => {
    const seen = (decided: number) => [
      { at: 0, decided: 0 },
      { at: 10 * MINUTE, decided },
    ];
    const few = paceOf(seen(4), 4);
    const many = paceOf(seen(400), 400);
    expect(few?.perHour).toBeCloseTo(24);
    expect(few).toMatchObject({ earliest: 15 * MINUTE, latest: 30 * MINUTE });
    expect(many).toMatchObject({ earliest: 19 * MINUTE });
    expect(many?.latest).toBeCloseTo((10 + 10 / 0.9) * MINUTE);
  });

  test("forgets what is long past, and begins anew where failed units did", () => {
    const old = [
      { at: 0, decided: 1 },
      { at: MINUTE, decided: 5 },
    ];
    expect(withSighting(old, { at: WINDOW_MS + 1, decided: 9 })).toEqual([old[1], { at: WINDOW_MS + 1, decided: 9 }]);
    expect(withSighting(old, { at: 2 * MINUTE, decided: 3 })).toEqual([{ at: 2 * MINUTE, decided: 3 }]);
  });
});
