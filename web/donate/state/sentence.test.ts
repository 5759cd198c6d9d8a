import { describe, expect, it } from "vitest";
import type { BatchStatus } from "../../../protocol/messages.ts";
import type { EngineSnapshot, Phase, WorkerSnapshot } from "../../engine/engine-api.ts";
import { sentence, SLOW_START_MS, type Surroundings } from "./sentence.ts";

const NOW = new Date(2026, 10, 20, 15, 30).getTime();
const LATER = new Date(2026, 10, 20, 15, 40).getTime();

const batch = {
  batchId: "baaaaaaaaaaaaaaaa",
  name: "Mersenne factors",
  kernel: { id: "mersenne-tf", version: "1.0.0" },
  state: "running",
  units: 8_400,
  validated: 5_208,
  failed: 0,
  inProgress: 310,
  waiting: 2_882,
  results: 11_000,
  createdAt: NOW,
} as BatchStatus;

const busy = (slot: number): WorkerSnapshot => ({
  slot,
  kind: "core",
  unit: { batchId: batch.batchId, unit: slot, kernelId: "mersenne-tf", input: {}, progress: 0.5, resumedAt: 0 },
});

function snapshot(phase: Phase, over: Partial<EngineSnapshot> = {}): EngineSnapshot {
  return {
    phase,
    cores: 2,
    gpu: "unknown",
    workers: [busy(0), busy(1)],
    unsent: 0,
    connected: true,
    findings: [],
    ownUnits: new Map(),
    today: { units: 0, lentMs: 0 },
    record: null,
    ...over,
  };
}

const around: Surroundings = { now: NOW, coresTotal: 8, batch, programBytes: 8_200, finishingInMs: null, stopped: false };

const text = (from: EngineSnapshot, over: Partial<Surroundings> = {}): string => sentence(from, { ...around, ...over }).text;

describe("the state sentence", () => {
  it("idle promises that nothing starts by itself", () => {
    expect(text(snapshot({ kind: "idle" }))).toBe("Not running. Nothing starts until you press Start.");
  });

  it("stopped confirms it", () => {
    expect(text(snapshot({ kind: "idle" }), { stopped: true })).toBe("Stopped. Nothing is running.");
  });

  it("starting says what is fetched, if that is known, and admits when it is slow", () => {
    const fresh = snapshot({ kind: "starting", since: NOW });
    expect(text(fresh)).toBe("Getting ready: fetching the study's program, 9 kB, once.");
    expect(text(fresh, { programBytes: null })).toBe("Getting ready.");
    expect(text(fresh, { now: NOW + SLOW_START_MS })).toBe("This is slower than usual; you can wait or stop.");
  });

  it("running names the cores, and calls gentle only what is", () => {
    expect(text(snapshot({ kind: "running" }))).toBe("Working gently on 2 of 8 cores.");
    expect(text(snapshot({ kind: "running" }, { cores: 7 }))).toBe("Working on 7 of 8 cores.");
    expect(text(snapshot({ kind: "running" }, { cores: 1 }), { coresTotal: 1 })).toBe("Working gently on 1 of 1 core.");
  });

  it("running without a connection says what goes on and what waits", () => {
    const one = snapshot({ kind: "running" }, { connected: false, unsent: 2, workers: [busy(0)] });
    expect(text(one)).toBe("No connection. One piece continues; 2 results wait here until you are back.");
    expect(text(snapshot({ kind: "running" }, { connected: false }))).toBe("No connection. 2 pieces continue.");
  });

  it("finishing gives a time only when it was measured", () => {
    const one = snapshot({ kind: "finishing" }, { workers: [busy(0), { slot: 1, kind: "core", unit: null }] });
    expect(text(one, { finishingInMs: 34_000 })).toBe("Finishing this piece, about 40 seconds, then stopping.");
    expect(text(one)).toBe("Finishing this piece, then stopping.");
    expect(text(snapshot({ kind: "finishing" }))).toBe("Finishing these 2 pieces, then stopping.");
  });

  it("offline with nothing in hand says when it tries again", () => {
    const phase: Phase = { kind: "offline", nextTryAt: LATER };
    expect(text(snapshot(phase, { workers: [] }))).toBe("No connection, and no piece left to work on. Trying again at 15:40.");
    expect(text(snapshot(phase, { workers: [], unsent: 1 }))).toBe(
      "No connection, and no piece left to work on. 1 result waits here until you are back. Trying again at 15:40.",
    );
  });

  it("no work says which limit applies", () => {
    const phase: Phase = { kind: "no-work", reason: "no-work", nextTryAt: LATER };
    const next = "Checking again at 15:40. Closing the page is fine.";
    expect(text(snapshot(phase), { batch: { ...batch, waiting: 0 } })).toBe(`No work waiting: all 8,400 pieces are handed out. ${next}`);
    expect(text(snapshot(phase), { batch: null })).toBe(`No work waiting: every piece is handed out. ${next}`);
    expect(text(snapshot({ ...phase, reason: "only-own-work" }))).toBe(
      `No work waiting: you have done your part of what is left, and another computer must check it. ${next}`,
    );
  });

  it("elsewhere", () => {
    expect(text(snapshot({ kind: "elsewhere" }))).toBe("Already running in another tab of this browser.");
  });

  it("blocked names the measured cause", () => {
    const reasons = ["no-webassembly", "no-simd", "no-workers", "no-storage"] as const;
    for (const reason of reasons) expect(text(snapshot({ kind: "blocked", reason }))).toMatch(/^This browser cannot run the work: .+\.$/);
    expect(text(snapshot({ kind: "blocked", reason: "kernel-unavailable" }))).toBe(
      "The work could not load; a blocker or this network may have stopped it. Nothing ran.",
    );
  });

  it("error reassures and gives the code", () => {
    expect(text(snapshot({ kind: "error", code: "trap", message: "unreachable" }))).toBe(
      "Several pieces failed in a row, so this stopped. They go to someone else; your computer is fine. Code trap.",
    );
  });

  it("a complete study is said in figures, at rest and while waiting for more", () => {
    const finished = { ...batch, state: "finished", validated: 8_400, waiting: 0 } as BatchStatus;
    const ownUnits = new Map([[batch.batchId as string, Array.from({ length: 14 }, (_, i) => i)]]);
    const expected = "This study is complete: 8,400 of 8,400 checked, 14 of them from you.";
    expect(text(snapshot({ kind: "idle" }, { ownUnits }), { batch: finished })).toBe(expected);
    expect(text(snapshot({ kind: "no-work", reason: "no-work", nextTryAt: LATER }, { ownUnits }), { batch: finished })).toBe(expected);
    expect(text(snapshot({ kind: "idle" }), { batch: finished })).toBe("This study is complete: 8,400 of 8,400 checked.");
  });

  it("a study that its researcher has paused or ended says so, with what it came to", () => {
    const some = { ...batch, validated: 1_200 };
    const said = (state: BatchStatus["state"]): string => text(snapshot({ kind: "idle" }), { batch: { ...some, state } });
    expect(said("paused")).toBe("This study is paused by its researcher: 1,200 of 8,400 checked.");
    expect(said("cancelled")).toBe("This study was ended by its researcher: 1,200 of 8,400 checked.");
    const waiting = snapshot({ kind: "no-work", reason: "no-work", nextTryAt: LATER });
    expect(text(waiting, { batch: { ...some, state: "paused" } })).toContain("is paused");
  });

  it("keeps its key while only the figures in it change", () => {
    const before = sentence(snapshot({ kind: "running" }, { connected: false, unsent: 1 }), around);
    const after = sentence(snapshot({ kind: "running" }, { connected: false, unsent: 2 }), around);
    expect(after.key).toBe(before.key);
    expect(after.text).not.toBe(before.text);
  });
});
