import { signal } from "@preact/signals";
import { describe, expect, it } from "vitest";
import type { Engine, EngineSnapshot, Phase } from "../../engine/engine-api.ts";
import { fakeDevice } from "../../engine/testing/fake-device.ts";
import { createDonate } from "./donate.ts";
import type { Lent, ResumeFlag } from "./resume.ts";
import type { StudyWatch } from "./study-watch.ts";

/** An engine that does as it is told at once and remembers what that was. */
function fakeEngine() {
  const calls: string[] = [];
  let tell: (snapshot: EngineSnapshot) => void = () => undefined;
  let current: EngineSnapshot = {
    phase: { kind: "idle" },
    cores: 1,
    gpu: "unknown",
    workers: [],
    unsent: 0,
    connected: true,
    findings: [],
    ownUnits: new Map(),
    today: { units: 0, lentMs: 0 },
    record: null,
  };
  const enter = (call: string, phase: Phase): void => {
    calls.push(call);
    current = { ...current, phase };
    tell(current);
  };
  const engine: Engine = {
    device: fakeDevice(),
    snapshot: () => current,
    subscribe(listener) {
      tell = listener;
      return () => undefined;
    },
    start: () => enter("start", { kind: "running" }),
    stop: () => enter("stop", { kind: "idle" }),
    stopAfterUnits: () => enter("stop after", { kind: "finishing" }),
    keepGoing: () => enter("keep going", { kind: "running" }),
    setCores: (cores) => void calls.push(`cores ${cores}`),
    setGpu: (on) => void calls.push(`gpu ${on ? "on" : "off"}`),
    moveHere: () => enter("move", { kind: "running" }),
  };
  return { engine, calls, enter };
}

function setUp({ resumed = null as Lent | null, loads = true } = {}) {
  const fake = fakeEngine();
  const kept = { lent: resumed };
  const resume: ResumeFlag = {
    read: () => kept.lent,
    write: (lent) => void (kept.lent = lent),
    clear: () => void (kept.lent = null),
  };
  const watch: StudyWatch = {
    study: signal({ kind: "loading" }),
    picture: signal(null),
    freshness: signal({ asOf: null, reachable: true }),
    refresh: async () => true,
    follow: () => undefined,
    moveOn: () => undefined,
  };
  const server = { loads };
  let loadCount = 0;
  const loadEngine = async (): Promise<Engine> => {
    loadCount++;
    if (!server.loads) throw new TypeError("failed to fetch");
    return fake.engine;
  };
  const donate = createDonate({ loadEngine, watch, resume, coresTotal: 8, isWide: signal(true), now: () => 0 });
  const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));
  return { donate, fake, kept, server, settle, loads: () => loadCount };
}

describe("the donate page's state", () => {
  it("fetches no engine and keeps nothing before Start", async () => {
    const { loads, kept, donate, settle } = setUp();
    await settle();
    expect([loads(), kept.lent, donate.engineLoaded.value]).toEqual([0, null, false]);
    expect(donate.snapshot.value.cores).toBe(2);
  });

  it("starts with the cores on show and remembers them for a reload, until it is stopped", async () => {
    const { donate, fake, kept, settle } = setUp();
    donate.setCores(4);
    expect(kept.lent).toBeNull();
    donate.perform("start");
    expect(donate.snapshot.value.phase.kind).toBe("starting");
    await settle();
    expect(fake.calls).toEqual(["cores 4", "start"]);
    expect([donate.snapshot.value.phase.kind, kept.lent]).toEqual(["running", { cores: 1, gpu: false }]);
    donate.perform("stop");
    expect(kept.lent).toBeNull();
    expect(donate.sentence.value.text).toBe("Stopped. Nothing is running.");
  });

  it("goes on after a reload by itself", async () => {
    const { fake, settle } = setUp({ resumed: { cores: 3, gpu: false } });
    await settle();
    expect(fake.calls).toEqual(["cores 3", "start"]);
  });

  it("goes on after a reload with the graphics processor, if that was chosen", async () => {
    const { donate, fake, kept, settle } = setUp({ resumed: { cores: 3, gpu: true } });
    await settle();
    expect(fake.calls).toEqual(["cores 3", "gpu on", "start"]);
    donate.setGpu(false);
    expect([fake.calls.at(-1), kept.lent]).toEqual(["gpu off", { cores: 1, gpu: false }]);
    donate.setGpu(true);
    expect(kept.lent).toEqual({ cores: 1, gpu: true });
  });

  it("obeys a Stop that comes while the engine loads, and a Start after it, with one engine", async () => {
    const { donate, fake, loads, settle } = setUp();
    donate.perform("start");
    donate.perform("stop");
    await settle();
    expect(fake.calls).toEqual(["cores 2"]);
    donate.perform("start");
    await settle();
    expect([fake.calls, loads()]).toEqual([["cores 2", "start"], 1]);
  });

  it("says so when the engine does not load, does not retry after a reload, and can try again", async () => {
    const { donate, server, kept, settle } = setUp({ loads: false });
    donate.perform("start");
    await settle();
    expect(donate.sentence.value.text).toMatch(/^The work could not load/);
    expect(kept.lent).toBeNull();
    server.loads = true;
    donate.perform("start");
    await settle();
    expect(donate.snapshot.value.phase.kind).toBe("running");
  });

  it("fetches the engine for whose device this is, and starts nothing", async () => {
    const { donate, fake, loads, settle } = setUp();
    expect(await (await donate.device()).look()).toBeNull();
    expect([fake.calls, donate.engineLoaded.value, donate.snapshot.value.phase.kind]).toEqual([["cores 2"], false, "idle"]);
    donate.perform("start");
    await settle();
    expect([fake.calls, donate.engineLoaded.value, loads()]).toEqual([["cores 2", "start"], true, 1]);
  });

  it("says that it is not to be had, and asks anew the next time", async () => {
    const { donate, server } = setUp({ loads: false });
    await expect(donate.device()).rejects.toThrow("failed to fetch");
    server.loads = true;
    expect(await (await donate.device()).look()).toBeNull();
  });

  it("does not go on after a reload once the end was asked for, unless that was taken back", async () => {
    const { donate, kept, settle } = setUp();
    donate.perform("start");
    await settle();
    donate.perform("stop-after");
    expect(kept.lent).toBeNull();
    donate.perform("keep-going");
    expect(kept.lent).toEqual({ cores: 1, gpu: false });
  });
});
