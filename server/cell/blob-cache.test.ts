import { expect, test } from "vitest";
import { newBlobCache } from "./blob-cache.ts";

/** Blobs of ten bytes under any digest but "none", and which were asked for. */
function source() {
  const asked: string[] = [];
  const get = async (digest: string) => {
    asked.push(digest);
    return digest === "none" ? undefined : new Uint8Array(10).fill(digest.length);
  };
  return { asked, get };
}

test("a blob is fetched once, also by those who ask while it is on its way", async () => {
  const { asked, get } = source();
  const cache = newBlobCache({ get });
  const [held] = await Promise.all([cache.hold(new Set(["a", "bb"])), cache.hold(new Set(["bb", "a"]))]);
  expect(held.get("bb")).toEqual(new Uint8Array(10).fill(2));
  await cache.hold(new Set(["a"]));
  expect(asked.toSorted()).toEqual(["a", "bb"]);
});

test("what was used longest ago makes room, and is still held for the one who asked", async () => {
  const { asked, get } = source();
  const cache = newBlobCache({ get }, 20);
  expect((await cache.hold(new Set(["a", "b", "c", "d"]))).get("a")).toBeDefined();
  await cache.hold(new Set(["c"]));
  await cache.hold(new Set(["e"]));
  expect(asked).toEqual(["a", "b", "c", "d", "e"]);
  await cache.hold(new Set(["c"]));
  expect(asked).toHaveLength(5);
  await cache.hold(new Set(["d"]));
  expect(asked).toHaveLength(6);
});

test("what is not to be had is left out, and asked for again the next time", async () => {
  const { asked, get } = source();
  const cache = newBlobCache({ get });
  expect((await cache.hold(new Set(["none"]))).get("none")).toBeUndefined();
  await cache.hold(new Set(["none"]));
  expect(asked).toEqual(["none", "none"]);
});
