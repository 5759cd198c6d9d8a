import { expect, test } from "vitest";
import type { HostId, VolunteerId } from "../../protocol/ids.ts";
import { independent, NEWCOMER_TOKEN, strictTokens, type Ties, tokensOf } from "./affinity.ts";
import { crowdOf, isYoung, separatesHours } from "./crowd.ts";
import { exposureLimit } from "./exposure.ts";

const HOUR_MS = 3_600_000;

function host(name: string, ties: Partial<Ties> = {}): Ties {
  return { hostId: `h${name.padEnd(16, "a")}` as HostId, volunteer: undefined, prefix: null, enrolledAt: 0, ...ties };
}

test("L7: a host's tokens are itself, its volunteer, its network and its hour, as far as they are known", () => {
  const volunteer = "vaaaaaaaaaaaaaaaa" as VolunteerId;
  expect(tokensOf(host("ada"))).toEqual(["hadaaaaaaaaaaaaaa".padEnd(17, "a"), "@0"]);
  expect(strictTokens(host("ada", { volunteer, prefix: "5f3c9a1e" }))).toEqual(["hadaaaaaaaaaaaaaa", volunteer, "~5f3c9a1e"]);
});

test("no token is part of one of another kind, so that a search in a text of them finds whole ones", () => {
  const kinds = [...tokensOf(host("ada", { volunteer: "vaaaaaaaaaaaaaaaa" as VolunteerId, prefix: "aaaaaaaa" })), NEWCOMER_TOKEN];
  const parts = kinds.flatMap((a) => kinds.filter((b) => b !== a && b.includes(a)));
  expect(parts).toEqual([]);
});

test("hosts that share a volunteer or a network count once", () => {
  const volunteer = "vbbbbbbbbbbbbbbbb" as VolunteerId;
  expect(independent([host("a"), host("b"), host("c")])).toBe(3);
  expect(independent([host("a", { volunteer }), host("b", { volunteer }), host("c")])).toBe(2);
  expect(independent([host("a", { prefix: "p" }), host("b", { prefix: "p" }), host("c", { prefix: "p" })])).toBe(1);
});

test("V7, L7: a deployment is young until a quorum is established, and keeps hours apart once there are more of them than that", () => {
  const of = (hours: number[]) => crowdOf(hours.map((h, i) => ({ ...host(`x${i}`, { enrolledAt: h * HOUR_MS }), isEstablished: h > 0 })));
  expect([of([0, 0]), of([0, 1]), of([1, 1])].map((crowd) => isYoung(crowd, 2))).toEqual([true, true, false]);
  expect([of([1, 1, 1]), of([1, 2, 2]), of([1, 2, 3])].map((crowd) => separatesHours(crowd, 2))).toEqual([false, false, true]);
});

test("L9: what one identity may have in hand grows with its agreements, up to a limit", () => {
  expect([0, 100, 1e9].map(exposureLimit)).toEqual([250, 450, 5_000]);
});
