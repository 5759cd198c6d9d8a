/** One identity in two places: a second tab that computes at the same time, and a restored copy of a disk. */
import { afterEach, describe, expect, it, vi } from "vitest";
import { tinyModule } from "../../worker-kernels/testing/tiny-module.ts";
import type { Api } from "./api-client.ts";
import type { VolunteerEngine } from "./engine.ts";
import { createHosting } from "./hosting.ts";
import { memoryKeyStore } from "./identity/key-store.ts";
import { createMemoryStore } from "./store/memory-store.ts";
import type { StoreChange, WorkStore } from "./store/work-store.ts";
import { bench, compileTo, reach } from "./testing/engine-bench.ts";
import { fakeApi } from "./testing/fake-api.ts";
import { FakeDeployment } from "./testing/fake-deployment.ts";
import { FakeServer } from "./testing/fake-server.ts";
import { seeded } from "./testing/machine-world.ts";

const UNITS = 60;

afterEach(() => {
  vi.restoreAllMocks();
});

/** A server with work, and a key with which any number of engines may be made. */
function world() {
  const server = new FakeServer({ units: UNITS, leaseMs: 600_000, inputOf: () => "BwAAAA==" });
  const deployment = new FakeDeployment(server, Date.now);
  const keys = memoryKeyStore();
  let engines = 0;
  const engineOn = (store: WorkStore): VolunteerEngine => {
    // Exchange ids come from it: two machines never draw alike.
    const random = seeded(++engines);
    const { api, hostId } = createHosting({ origin: "https://hands.example", fetcher: deployment.fetch, keys });
    const files = fakeApi(server, Date.now);
    const all: Api = { ...api, kernel: (kernel) => files.kernel(kernel), module: (url) => files.module(url) };
    return bench(UNITS, { api: all, hostId, random, openStore: async () => store }, server).engine;
  };
  return { server, deployment, engineOn };
}

/** A store, and everything that was ever written to it. */
function recorded(): [WorkStore, StoreChange[]] {
  const store = createMemoryStore();
  const changes: StoreChange[] = [];
  const commit: WorkStore["commit"] = (more) => {
    changes.push(...more);
    return store.commit(more);
  };
  return [{ ...store, commit }, changes];
}

/** The units whose results the server has. */
const done = ({ stored }: FakeServer): Set<string | undefined> =>
  new Set([...stored].filter(([, outcome]) => outcome.includes('"success"')).map(([key]) => key.split("/")[1]));

async function bothFinish(engines: readonly VolunteerEngine[]): Promise<void> {
  for (const engine of engines) engine.start();
  for (const engine of engines) expect(await reach(engine, "no-work")).toMatchObject({ unsent: 0 });
  for (const engine of engines) engine.stop();
}

describe("H16 one identity in two places", () => {
  it("lets both work at the same time, and loses nothing of either", async () => {
    compileTo(tinyModule());
    const { server, deployment, engineOn } = world();
    await bothFinish([engineOn(createMemoryStore()), engineOn(createMemoryStore())]);
    expect(done(server).size).toBe(UNITS);
    expect(deployment.nonces.size).toBe(1);
  });

  it.each([3, 12, 30])("lets a copy of the disk after %d results go on beside the original", async (results) => {
    compileTo(tinyModule());
    const { server, engineOn } = world();
    const [store, changes] = recorded();
    const original = engineOn(store);
    original.start();
    await vi.waitFor(() => expect(original.snapshot().today.units).toBeGreaterThanOrEqual(results), { interval: 1 });
    const copy = createMemoryStore();
    await copy.commit(structuredClone(changes));
    await bothFinish([original, engineOn(copy)]);
    expect(done(server).size).toBe(UNITS);
    expect((await copy.work()).outbox).toEqual([]);
  });
});
