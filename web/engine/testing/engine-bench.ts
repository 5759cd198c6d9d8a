/** Engines for tests, in a world of fakes. */
import { vi } from "vitest";
import { type EngineDeps, VolunteerEngine } from "../engine.ts";
import type { EngineSnapshot } from "../engine-api.ts";
import { soleLeader } from "../leader.ts";
import { memoryBlobCache } from "../store/blob-cache.ts";
import { createMemoryStore } from "../store/memory-store.ts";
import { type FakeApi, fakeApi } from "./fake-api.ts";
import { fakeDevice } from "./fake-device.ts";
import { FakeServer, HOST } from "./fake-server.ts";
import { inProcessWorker } from "./in-process-worker.ts";
import { seeded } from "./machine-world.ts";

const INPUT = "BwAAAA==";

/** An engine with all around it played by fakes. */
export interface Bench {
  readonly engine: VolunteerEngine;
  readonly server: FakeServer;
  readonly api: FakeApi;
  readonly goOnline: () => void;
}

/** A server with so many units of a toy kernel, and an engine that can be started on them. */
export function bench(
  units: number,
  changes: Partial<EngineDeps> = {},
  server = new FakeServer({ units, leaseMs: 600_000, inputOf: () => INPUT }),
): Bench {
  const api = fakeApi(server, Date.now);
  let goOnline = (): void => undefined;
  const engine = new VolunteerEngine({
    api,
    hostId: async () => HOST,
    createDevice: () => fakeDevice(),
    openStore: async () => createMemoryStore(),
    blobCache: memoryBlobCache(0),
    createLeader: () => soleLeader,
    spawnWorker: inProcessWorker,
    missing: null,
    cores: 1,
    restShare: 0,
    now: Date.now,
    random: seeded(units),
    dayOf: () => "2026-11-20",
    onOnline: (listener) => (goOnline = listener),
    ...changes,
  });
  return { engine, server, api, goOnline: () => goOnline() };
}

/** What the module's bytes compile to, for one test. */
export const compileTo = (module: WebAssembly.Module): void => void vi.spyOn(WebAssembly, "compile").mockResolvedValue(module);

/** Waits for a phase. */
export const reach = (engine: VolunteerEngine, kind: EngineSnapshot["phase"]["kind"]): Promise<EngineSnapshot> =>
  vi.waitFor(
    () => {
      const snapshot = engine.snapshot();
      if (snapshot.phase.kind !== kind) throw new Error(`the phase is ${JSON.stringify(snapshot.phase)}, not ${kind}`);
      return snapshot;
    },
    { timeout: 4_000, interval: 5 },
  );
