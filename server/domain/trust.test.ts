import { expect, test } from "vitest";
import { agreements, isAtLeast, rankFor, type Reputation, TRUST_HALF_LIFE_MS, withAgreements } from "./trust.ts";

const DAY_MS = 86_400_000;

test("V3, V4: agreements make a host established, then reliable", () => {
  const rank = (agreed: number) => rankFor({ agreed, at: 0 }, 0);
  expect([undefined, 0, 19.9].map((agreed) => (agreed === undefined ? rankFor(undefined, 0) : rank(agreed)))).toEqual(
    Array.from({ length: 3 }, () => "newcomer"),
  );
  expect([rank(20), rank(249.9), rank(250)]).toEqual(["established", "established", "reliable"]);
});

test("V3: agreements count half after thirty days, and more agreements do not make old ones young", () => {
  const once = withAgreements({}, "k@1", 40, 0);
  expect(agreements(once["k@1"], TRUST_HALF_LIFE_MS)).toBe(20);
  const again = withAgreements(once, "k@1", 1, TRUST_HALF_LIFE_MS);
  expect(agreements(again["k@1"], TRUST_HALF_LIFE_MS)).toBe(21);
  expect(agreements(again["k@1"], 2 * TRUST_HALF_LIFE_MS)).toBe(10.5);
});

test("a clock that went back makes no trust", () => {
  expect(agreements({ agreed: 10, at: 1_000 }, 0)).toBe(10);
});

test("a reputation forgets the versions that were agreed on least recently", () => {
  let reputation: Reputation = {};
  for (let version = 0; version < 40; version++) reputation = withAgreements(reputation, `k@${version}`, 1, version * DAY_MS);
  expect(Object.keys(reputation)).toHaveLength(16);
  expect(Object.keys(reputation)).toContain("k@39");
  expect(Object.keys(reputation)).not.toContain("k@23");
});

test("ranks are in order", () => {
  expect(isAtLeast("reliable", "established")).toBe(true);
  expect(isAtLeast("established", "established")).toBe(true);
  expect(isAtLeast("newcomer", "established")).toBe(false);
  expect(isAtLeast("void", "newcomer")).toBe(false);
});
