import { expect, test } from "vitest";
import { toCount, toServer } from "./options.ts";

test("A server is an http address, kept without a slash at its end", () => {
  expect(toServer("http://127.0.0.1:8787/")).toBe("http://127.0.0.1:8787");
  expect(() => toServer("localhost:8787")).toThrow("expected an address");
  expect(() => toServer("nonsense")).toThrow("expected an address");
});

test("A count is a whole number", () => {
  expect(toCount("2")).toBe("2");
  for (const text of ["-1", "1.5", "two", ""]) expect(() => toCount(text)).toThrow("whole number");
});
