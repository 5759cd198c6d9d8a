import { afterEach, describe, expect, it, vi } from "vitest";
import { tinyModule } from "../../worker-kernels/testing/tiny-module.ts";
import type { Device } from "./device/device-api.ts";
import { type Leader, soleLeader } from "./leader.ts";
import { createMemoryStore } from "./store/memory-store.ts";
import { basics as workOfAnother } from "./store/work-store.contract.ts";
import { bench, compileTo } from "./testing/engine-bench.ts";
import { fakeDevice } from "./testing/fake-device.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

describe("an engine that is to forget everything", () => {
  function forgetful(leader: Leader = soleLeader) {
    const store = createMemoryStore();
    const forgetting: (() => Promise<void>)[] = [];
    const createDevice = (forget: () => Promise<void>): Device => {
      forgetting.push(forget);
      return fakeDevice();
    };
    const made = bench(1000, { openStore: async () => store, createLeader: () => leader, createDevice });
    return { ...made, store, forget: async () => forgetting[0]?.() };
  }
  const nothing = { identity: null, exchange: null, leases: [], outbox: [], operationsPerMs: null };

  it("H18 ends its work at once, keeps nothing, and begins afresh when it is started again", async () => {
    compileTo(tinyModule());
    const { engine, store, forget } = forgetful();
    engine.start();
    await vi.waitFor(() => expect(engine.snapshot().today.units).toBeGreaterThan(0));
    await forget();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await store.work()).toEqual(nothing);
    expect(await store.ownRecord()).toEqual({ units: new Map(), findings: [], day: null });
    expect(engine.snapshot()).toMatchObject({ phase: { kind: "idle" }, findings: [], today: { units: 0, lentMs: 0 }, record: null });
    expect(engine.snapshot().ownUnits.size).toBe(0);
    engine.start();
    await vi.waitFor(() => expect(engine.snapshot().today.units).toBeGreaterThan(0));
    engine.stop();
  });

  it("H18 takes the lead from whichever tab has it first", async () => {
    const calls: string[] = [];
    const leader: Leader = {
      claim: async () => false,
      take: async () => void calls.push("take"),
      release: () => void calls.push("release"),
    };
    const { store, forget } = forgetful(leader);
    await store.commit(workOfAnother);
    await forget();
    expect(calls).toEqual(["take", "release"]);
    expect(await store.work()).toEqual(nothing);
  });
});
