import { expect, test } from "vitest";
import { newRecent } from "./recent.ts";

test("the row that was set longest ago makes room for a new one", () => {
  const recent = newRecent<string, number>(2);
  recent.set("a", 1);
  recent.set("b", 2);
  recent.set("a", 3);
  recent.set("c", 4);
  expect(["a", "b", "c"].map((key) => recent.get(key))).toEqual([3, undefined, 4]);
});

test("forgotten is forgotten", () => {
  const recent = newRecent<string, number>();
  recent.set("a", 1);
  recent.forget();
  expect(recent.get("a")).toBeUndefined();
});
