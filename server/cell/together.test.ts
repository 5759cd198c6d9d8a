import { expect, test } from "vitest";
import { createTogether } from "./together.ts";

/** Turns of an event loop, taken by hand. */
function handLoop() {
  const turns: (() => void)[] = [];
  return { nextTurn: (callback: () => void) => void turns.push(callback), turns, turn: () => turns.shift()?.() };
}

test("steps that arrive before the turn run in it, in order, and later ones in the next", async () => {
  const loop = handLoop();
  const together = createTogether(loop.nextTurn);
  const ran: string[] = [];
  const first = together.run(() => ran.push("a"));
  const second = together.run(() => ran.push("b"));
  expect([ran, loop.turns.length]).toEqual([[], 1]);
  loop.turn();
  const third = together.run(() => ran.push("c"));
  expect([ran, loop.turns.length]).toEqual([["a", "b"], 1]);
  loop.turn();
  expect(await Promise.all([first, second, third])).toEqual([1, 2, 3]);
});

test("a step that throws fails its own caller only", async () => {
  const loop = handLoop();
  const together = createTogether(loop.nextTurn);
  const bad = together.run(() => {
    throw new Error("mine");
  });
  const good = together.run(() => "fine");
  loop.turn();
  await expect(bad).rejects.toThrow("mine");
  expect(await good).toBe("fine");
});
