import { expect, test } from "vitest";
import { keysFrom } from "./deployment-keys.ts";
import { prefixHash } from "./network-prefix.ts";

test("I6 the hash of a prefix differs by day, by network and by deployment, and holds neither", async () => {
  const [ours, others] = await Promise.all([keysFrom(new Uint8Array(32)), keysFrom(new Uint8Array(32).fill(1))]);
  const named = "20000 203.0.113.0/24";
  const hash = await prefixHash(ours.prefix, named);
  expect(await prefixHash(ours.prefix, named)).toBe(hash);
  expect(hash).toMatch(/^[A-Za-z0-9+/]{16}$/);
  for (const [key, text] of [
    [ours.prefix, "20001 203.0.113.0/24"],
    [ours.prefix, "20000 203.0.114.0/24"],
    [others.prefix, named],
  ] as const) {
    expect(await prefixHash(key, text)).not.toBe(hash);
  }
});
