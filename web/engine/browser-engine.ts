/**
 * The engine with what a browser has for it. Surfaces load this file when the volunteer first presses
 * Start, and not before: `const { createBrowserEngine } = await import("…/browser-engine.ts")`.
 */
import { missingCapability } from "./capability.ts";
import type { ComputeWorker } from "./compute/compute-bridge.ts";
import type { Engine } from "./engine-api.ts";
import { VolunteerEngine } from "./engine.ts";
import { DEFAULT_REST_SHARE, defaultCores } from "./guest.ts";
import { createHosting } from "./hosting.ts";
import { indexedDbKeyStore } from "./identity/key-store.ts";
import { createLeader, soleLeader } from "./leader.ts";
import { browserBlobCache, memoryBlobCache } from "./store/blob-cache.ts";
import { openIndexedDbStore } from "./store/indexeddb-store.ts";

/** At most half a gigabyte of them, when each is as large as one may be. */
const KEPT_BLOBS = 8;

export function createBrowserEngine(): Engine {
  return new VolunteerEngine({
    ...createHosting({ origin: location.origin, fetcher: (input, init) => fetch(input, init), keys: indexedDbKeyStore }),
    openStore: openIndexedDbStore,
    // Cache Storage exists in secure contexts only; without it a reload costs another fetch.
    blobCache: "caches" in globalThis ? browserBlobCache(caches, KEPT_BLOBS) : memoryBlobCache(0),
    // Web Locks exist in secure contexts only; without them the volunteer has to mind their tabs.
    createLeader: (events) => ("locks" in navigator ? createLeader(navigator.locks, events) : soleLeader),
    spawnWorker,
    missing: missingCapability(globalThis),
    knowsGpus: "gpu" in navigator,
    cores: defaultCores(navigator.hardwareConcurrency),
    restShare: DEFAULT_REST_SHARE,
    now: () => Date.now(),
    random,
    dayOf,
    onOnline: (listener) => addEventListener("online", listener),
  });
}

function spawnWorker(): ComputeWorker {
  const worker = new Worker(new URL("./compute/compute.worker.ts", import.meta.url), { type: "module", name: "manyhands" });
  return {
    endpoint: worker,
    onFailure: (listener) => worker.addEventListener("error", ({ message }) => listener(message || "the worker could not be loaded")),
    terminate: () => worker.terminate(),
  };
}

/** Exchange ids are made of these: they must not repeat between browsers that started alike. */
const random = (): number => (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) / 2 ** 32;

/** The local day, as Sweden writes it: YYYY-MM-DD. */
const dayOf = (now: number): string => new Date(now).toLocaleDateString("sv");
