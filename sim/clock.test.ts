import fc from "fast-check";
import { expect, test } from "vitest";
import { newClock } from "./clock.ts";

test("steps run in the order of their instants, and of their planning where those are equal", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(20), { maxLength: 60 }), (instants) => {
      const clock = newClock(0);
      const ran: [instant: number, order: number][] = [];
      instants.forEach((instant, order) => clock.at(instant, () => ran.push([clock.now(), order])));
      clock.run(Infinity, () => false);
      const expected = instants.map((instant, order): [number, number] => [instant, order]).toSorted(([a, i], [b, j]) => a - b || i - j);
      expect(ran).toEqual(expected);
    }),
    { seed: 20_261_120 },
  );
});

test("a step planned for the past runs at once, and time never goes back", () => {
  const clock = newClock(0);
  const seen: number[] = [];
  clock.at(10, () => clock.at(5, () => seen.push(clock.now())));
  clock.at(20, () => seen.push(clock.now()));
  clock.run(Infinity, () => false);
  expect(seen).toEqual([10, 20]);
});
