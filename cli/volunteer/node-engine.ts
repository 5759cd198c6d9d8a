/** The engine with what Node has for it: threads, fetch, and a memory that ends with the process. */
import { VolunteerEngine } from "../../web/engine/engine.ts";
import { DEFAULT_REST_SHARE } from "../../web/engine/guest.ts";
import { createHosting } from "../../web/engine/hosting.ts";
import type { KeyStore } from "../../web/engine/identity/key-store.ts";
import { soleLeader } from "../../web/engine/leader.ts";
import { memoryBlobCache } from "../../web/engine/store/blob-cache.ts";
import { createMemoryStore } from "../../web/engine/store/memory-store.ts";
import { spawnThread } from "./spawn-thread.ts";

/** `server` is the origin of the deployment; `threads` is how many units are computed at a time; `keys` say which host it is. */
export function createNodeEngine(server: string, threads: number, keys: KeyStore): VolunteerEngine {
  return new VolunteerEngine({
    ...createHosting({ origin: server, fetcher: fetch, keys }),
    openStore: async () => createMemoryStore(),
    // What was fetched is held in memory anyway, and ends with the process.
    blobCache: memoryBlobCache(0),
    createLeader: () => soleLeader,
    spawnWorker: spawnThread,
    missing: null,
    cores: threads,
    restShare: DEFAULT_REST_SHARE,
    now: () => Date.now(),
    random,
    dayOf: (now) => new Date(now).toLocaleDateString("sv"),
    // Node is not told about networks; the machine's own retries find them.
    onOnline: () => undefined,
  });
}

const random = (): number => (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) / 2 ** 32;
