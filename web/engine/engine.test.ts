import { afterEach, describe, expect, it, vi } from "vitest";
import { digestOf, toBase64 } from "../../protocol/digest.ts";
import { encodeRow } from "../../protocol/layout/row-bytes.ts";
import type { Manifest } from "../../worker-kernels/contract.ts";
import { i32Const, tinyModule, UNREACHABLE } from "../../worker-kernels/testing/tiny-module.ts";
import type { Leader, LeaderEvents } from "./leader.ts";
import { createMemoryStore } from "./store/memory-store.ts";
import { basics as workOfAnother, leaseId } from "./store/work-store.contract.ts";
import { type Bench, bench, compileTo, reach } from "./testing/engine-bench.ts";
import { toyManifest } from "./testing/fake-api.ts";
import { BATCH, FakeServer, HOST } from "./testing/fake-server.ts";

const ENDLESS = tinyModule({ bodies: { step: i32Const(1) } });

afterEach(() => {
  vi.restoreAllMocks();
});

describe("an engine that is started", () => {
  it("computes all there is, uploads it, and says that there is no more", async () => {
    compileTo(tinyModule());
    const { engine, server } = bench(7);
    engine.start();
    const snapshot = await reach(engine, "no-work");
    expect(snapshot).toMatchObject({ unsent: 0, connected: true, today: { units: 7 } });
    expect(snapshot.ownUnits.get(BATCH)).toHaveLength(7);
    expect(snapshot.findings[0]).toMatchObject({ kernelId: "toy", input: { n: 7 }, output: { value: 7 } });
    expect([...server.stored.values()].filter((outcome) => outcome.includes("success"))).toHaveLength(7);
    await vi.waitFor(() => expect(engine.snapshot().record).toMatchObject({ enrolledAt: 0 }));
    engine.stop();
  });

  it("shows what each worker does", async () => {
    compileTo(ENDLESS);
    const { engine } = bench(5, { cores: 2 });
    engine.start();
    await reach(engine, "running");
    await vi.waitFor(() => expect(engine.snapshot().workers[1]?.unit?.progress).toBe(0.5));
    expect(engine.snapshot().workers).toMatchObject([
      { slot: 0, unit: { batchId: BATCH, input: { n: 7 }, resumedAt: 0 } },
      { slot: 1, unit: { kernelId: "toy" } },
    ]);
    engine.stop();
  });

  it("tells listeners at most a few times a second, and a new phase at once", async () => {
    compileTo(tinyModule());
    const { engine } = bench(40);
    const phases: string[] = [];
    engine.subscribe(({ phase }) => phases.push(phase.kind));
    engine.start();
    expect(phases).toEqual(["starting"]);
    await reach(engine, "no-work");
    expect(phases.length).toBeLessThan(15);
    engine.stop();
  });

  it("H4 goes on computing without a connection and uploads later", async () => {
    compileTo(tinyModule());
    const { engine, server, api, goOnline } = bench(100_000);
    engine.start();
    await vi.waitFor(() => expect(engine.snapshot().today.units).toBeGreaterThan(1));
    api.offline = true;
    const stored = server.stored.size;
    const { connected, unsent } = await reach(engine, "offline");
    expect(connected).toBe(false);
    expect(unsent).toBeGreaterThan(0);
    api.offline = false;
    goOnline();
    await vi.waitFor(() => expect(server.stored.size).toBeGreaterThanOrEqual(stored + unsent), { timeout: 4_000 });
    expect(engine.snapshot().connected).toBe(true);
    engine.stop();
  });
});

describe("units that name a blob", () => {
  const blob = Uint8Array.of(1, 2, 3);
  const ofBlobs: Manifest = { ...toyManifest, input: { fields: [{ name: "block", type: "blob", description: "what is searched" }] } };
  const takesBlobs = tinyModule({ attach: i32Const(0) });
  const benchOf = (sent: Uint8Array<ArrayBuffer> | undefined): Bench => {
    const inputOf = (): string => toBase64(encodeRow(ofBlobs.input, { block: digestOf(blob) }));
    const made = bench(4, {}, new FakeServer({ units: 4, leaseMs: 600_000, inputOf }));
    made.api.manifest = ofBlobs;
    if (sent) made.api.blobs.set(digestOf(blob), sent);
    return made;
  };

  it("H11 are computed with it", async () => {
    compileTo(takesBlobs);
    const { engine } = benchOf(blob);
    engine.start();
    expect(await reach(engine, "no-work")).toMatchObject({ today: { units: 4 } });
    engine.stop();
  });

  it.each([
    ["is not to be had", undefined],
    ["comes with other bytes", Uint8Array.of(1, 2, 4)],
  ])("H11 end as errors when it %s, and nothing is computed", async (_, sent) => {
    compileTo(takesBlobs);
    const { engine, server } = benchOf(sent);
    engine.start();
    await reach(engine, "error");
    await vi.waitFor(() => expect([...server.stored.values()].join()).toContain('"code":"missing-blob"'));
    expect([...server.stored.values()].join()).not.toContain("success");
  });
});

describe("an engine that is stopped", () => {
  it("H1 idles at once, keeps what is begun, and goes on with it in a later life", async () => {
    compileTo(ENDLESS);
    const store = createMemoryStore();
    const first = bench(3, { openStore: async () => store });
    first.engine.start();
    await vi.waitFor(() => expect(first.engine.snapshot().workers[0]?.unit?.progress).toBe(0.5));
    first.engine.stop();
    expect(first.engine.snapshot().phase.kind).toBe("idle");
    await vi.waitFor(async () => expect((await store.work()).leases).toMatchObject([{ todo: [], begun: [0] }]));
    await vi.waitFor(() => expect(first.server.waiting).toBe(2));

    const second = bench(3, { openStore: async () => store }, first.server);
    second.engine.start();
    await vi.waitFor(() => expect(second.engine.snapshot().workers[0]?.unit).toMatchObject({ unit: 0, resumedAt: 0.5 }));
    second.engine.stop();
  });

  it("H14 drops work that was leased to another host than its key names", async () => {
    compileTo(tinyModule());
    const store = createMemoryStore();
    await store.commit(workOfAnother);
    const { engine, server } = bench(2, { openStore: async () => store });
    engine.start();
    await reach(engine, "no-work");
    expect((await store.work()).identity).toEqual({ hostId: HOST });
    expect([...server.stored.keys()].filter((key) => key.startsWith(`${leaseId}/`))).toEqual([]);
    engine.stop();
  });

  it("can be started again at once", async () => {
    compileTo(ENDLESS);
    const { engine } = bench(3);
    engine.start();
    await reach(engine, "running");
    engine.stop();
    engine.start();
    expect((await reach(engine, "running")).workers).toHaveLength(1);
    engine.stop();
  });

  it("gives everything back when it leaves for good", async () => {
    compileTo(ENDLESS);
    const { engine, server } = bench(9, { cores: 2 });
    engine.start();
    await reach(engine, "running");
    await engine.leave();
    expect(server.waiting).toBe(9);
    expect(engine.snapshot().phase.kind).toBe("idle");
  });

  it("finishes its units first when that is asked", async () => {
    compileTo(tinyModule());
    const { engine, server } = bench(1000);
    engine.start();
    await vi.waitFor(() => expect(engine.snapshot().today.units).toBeGreaterThan(0));
    engine.stopAfterUnits();
    await reach(engine, "idle");
    await vi.waitFor(() => expect(engine.snapshot().unsent).toBe(0));
    expect([...server.stored.values()].filter((outcome) => outcome.includes("success")).length).toBe(engine.snapshot().today.units);
  });
});

describe("an engine that cannot go on", () => {
  it("says what the device lacks", () => {
    const { engine } = bench(1, { missing: "no-simd" });
    engine.start();
    expect(engine.snapshot().phase).toEqual({ kind: "blocked", reason: "no-simd" });
  });

  it("does not start where nothing can be stored", async () => {
    const { engine } = bench(1, { openStore: () => Promise.reject(new Error("forbidden")) });
    engine.start();
    expect((await reach(engine, "blocked")).phase).toEqual({ kind: "blocked", reason: "no-storage" });
  });

  it("refuses a module that is not what the server named", async () => {
    const { engine, api, server } = bench(4);
    api.moduleSha256 = "0".repeat(64);
    engine.start();
    expect((await reach(engine, "blocked")).phase).toEqual({ kind: "blocked", reason: "kernel-unavailable" });
    await vi.waitFor(() => expect(server.waiting).toBe(4));
  });

  it("says that workers are not to be had", async () => {
    compileTo(tinyModule());
    const spawnWorker = (): never => {
      throw new Error("forbidden");
    };
    const { engine } = bench(4, { spawnWorker });
    engine.start();
    expect((await reach(engine, "blocked")).phase).toEqual({ kind: "blocked", reason: "no-workers" });
  });

  it("H8 reports units that trap, and stops itself after several", async () => {
    compileTo(tinyModule({ bodies: { step: [UNREACHABLE] } }));
    const { engine, server } = bench(9);
    engine.start();
    expect((await reach(engine, "error")).phase).toMatchObject({ code: "trap" });
    await vi.waitFor(() => expect([...server.stored.values()].filter((outcome) => outcome.includes('"error"'))).toHaveLength(3));
  });

  it("stops itself when its store fails", async () => {
    compileTo(tinyModule());
    const store = createMemoryStore();
    const { engine } = bench(9, { openStore: async () => ({ ...store, commit: () => Promise.reject(new Error("disk full")) }) });
    engine.start();
    expect((await reach(engine, "error")).phase).toMatchObject({ code: "storage" });
  });
});

describe("an engine of several tabs", () => {
  function tab(leads: boolean): Bench & { events: LeaderEvents; commit: ReturnType<typeof vi.fn> } {
    const tabEvents: LeaderEvents[] = [];
    const leader: Leader = { claim: async () => leads, take: async () => undefined, release: () => undefined };
    const store = createMemoryStore();
    const commit = vi.fn((changes: Parameters<typeof store.commit>[0]) => store.commit(changes));
    const made = bench(9, {
      createLeader: (events) => {
        tabEvents.push(events);
        return leader;
      },
      openStore: async () => ({ ...store, commit }),
    });
    const [events] = tabEvents;
    if (events === undefined) throw new Error("the engine made no leader");
    return { ...made, events, commit };
  }

  it("H9 does not compute while another tab does, and idles when that one is done", async () => {
    const { engine, events } = tab(false);
    engine.start();
    await reach(engine, "elsewhere");
    events.onFree();
    expect(engine.snapshot().phase.kind).toBe("idle");
  });

  it("can take the computing over", async () => {
    compileTo(ENDLESS);
    const { engine } = tab(false);
    engine.start();
    await reach(engine, "elsewhere");
    engine.moveHere();
    expect((await reach(engine, "running")).workers).toHaveLength(1);
    engine.stop();
  });

  it("H9 ends at once and writes nothing more when another tab takes it over", async () => {
    compileTo(ENDLESS);
    const { engine, events, commit } = tab(true);
    engine.start();
    await reach(engine, "running");
    events.onLost();
    expect(engine.snapshot()).toMatchObject({ phase: { kind: "elsewhere" }, workers: [] });
    const before = commit.mock.calls.length;
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(commit.mock.calls.length).toBe(before);
  });
});
