import { expect, test } from "vitest";
import { provesWork, solveWork } from "./work-proof.ts";

const BITS = 12;

/** A clock that moves on each time it is read. */
function ticking() {
  let [time, pauses] = [0, 0];
  return { now: () => time++, pause: async () => void pauses++, pauses: () => pauses };
}

test("I9 a nonce that was found proves the work, and no more than that", async () => {
  const nonce = await solveWork("challenge", BITS, ticking());
  expect(provesWork("challenge", nonce, BITS)).toBe(true);
  expect(provesWork("challenge", nonce, 200)).toBe(false);
  expect(provesWork("another", nonce, BITS)).toBe(false);
});

test("I9 the hash is that of the challenge's letters and the nonce's eight bytes", async () => {
  const nonce = 2 ** 40 + 12_345;
  const letters = new TextEncoder().encode("challenge");
  const digest = await crypto.subtle.digest("SHA-256", Uint8Array.of(...letters, 0, 0, 1, 0, 0, 0, 48, 57));
  const bits = [...new Uint8Array(digest)].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  expect(provesWork("challenge", nonce, bits.indexOf("1"))).toBe(true);
  expect(provesWork("challenge", nonce, bits.indexOf("1") + 1)).toBe(false);
});

test("I9 the search lets other things run in between, and ends when it is told to", async () => {
  const clock = ticking();
  await solveWork("long", 15, clock);
  expect(clock.pauses()).toBeGreaterThan(0);
  const enough = new Error("enough");
  await expect(solveWork("long", 200, { ...ticking(), pause: () => Promise.reject(enough) })).rejects.toBe(enough);
});
