import { describe, expect, it } from "vitest";
import { BATCH } from "../testing/fake-server.ts";
import { MachineWorld } from "../testing/machine-world.ts";
import { count, exchanges, running, serverOf } from "../testing/running-machine.ts";
import { phaseOf } from "./phase.ts";

describe("starting", () => {
  it("enrols, asks for work, loads the kernel and fills every worker", () => {
    const world = running(serverOf(10), 3);
    expect(world.state.runs.map((run) => run.slot)).toEqual([0, 1, 2]);
    expect(phaseOf(world.state)).toEqual({ kind: "running" });
    expect(count(world, "enrol")).toBe(1);
    expect(count(world, "load-kernel")).toBe(1);
  });

  it("says that it is starting until the first unit runs", () => {
    const world = new MachineWorld(serverOf(10));
    world.send({ type: "start" });
    expect(phaseOf(world.state)).toEqual({ kind: "starting", since: world.now });
  });

  it("H2 stores a lease before it runs a unit of it", () => {
    const { effects } = running();
    const stored = effects.findIndex((effect) => effect.type === "save" && effect.changes.some(({ kind }) => kind === "lease"));
    expect(stored).toBeGreaterThan(-1);
    expect(stored).toBeLessThan(effects.findIndex((effect) => effect.type === "run"));
  });

  it("H5 asks for a unit a worker, and one to follow it, while its speed is unknown", () => {
    expect(exchanges(running(serverOf(10), 3)).at(-1)?.wish).toMatchObject({ operationsPerSecond: 0, minUnits: 6, maxUnits: 6 });
  });

  it("H5 asks by its measured speed afterwards", () => {
    const world = running(serverOf(1000), 2);
    world.end(0, "finished", 500);
    world.end(0, "finished", 500);
    world.end(0, "finished", 500);
    expect(exchanges(world).at(-1)?.wish).toMatchObject({ operationsPerSecond: 4e6, minUnits: 2 });
  });
});

describe("stopping", () => {
  it("H1 stops every run, keeps what is begun and gives back what is not", () => {
    const world = running();
    world.end(0, "finished");
    world.answerAll();
    world.send({ type: "stop" });
    expect(phaseOf(world.state)).toEqual({ kind: "idle" });
    expect(count(world, "stop-run")).toBe(1);
    world.end(0, "stopped");
    world.answerAll();
    expect(world.state.outbox).toHaveLength(0);
    expect(world.state.leases.map(({ todo, begun }) => ({ todo, begun: begun.length }))).toEqual([{ todo: [], begun: 1 }]);
  });

  it("H1 gives back leases that arrive after the stop", () => {
    const server = serverOf(10);
    const world = new MachineWorld(server);
    world.send({ type: "start" });
    world.answer();
    world.send({ type: "stop" });
    world.answerAll();
    expect(world.state.leases).toEqual([]);
    expect(server.waiting).toBe(10);
  });

  it("goes on with begun units first when it is started again", () => {
    const world = running(serverOf(100), 2);
    world.send({ type: "stop" });
    const slot1 = world.state.runs.find((run) => run.slot === 1)?.unit;
    world.end(1, "stopped");
    world.send({ type: "start" });
    world.end(0, "stopped");
    world.answerAll();
    expect(world.state.runs.map((run) => run.unit)).toContain(slot1);
  });

  it("gives back begun units too when it leaves", () => {
    const server = serverOf(10);
    const world = running(server);
    world.send({ type: "leave" });
    world.end(0, "stopped");
    world.answerAll();
    expect(world.state.leases).toEqual([]);
    expect(server.waiting).toBe(10);
  });

  it("finishes the units in the workers and then idles, and can be told to keep going", () => {
    const world = running();
    world.send({ type: "finish" });
    expect(phaseOf(world.state)).toEqual({ kind: "finishing" });
    world.send({ type: "keep-going" });
    expect(phaseOf(world.state)).toEqual({ kind: "running" });
    world.send({ type: "finish" });
    world.end(0, "finished");
    expect(phaseOf(world.state)).toEqual({ kind: "idle" });
    world.answerAll();
    expect(world.state.outbox).toEqual([]);
  });

  it("stops the runs above a lowered number of cores", () => {
    const world = running(serverOf(10), 3);
    world.send({ type: "set-cores", cores: 1 });
    expect(world.state.runs.filter((run) => run.kind === "stopping").map((run) => run.slot)).toEqual([1, 2]);
  });
});

describe("failures", () => {
  it("H8 reports a failed unit as an error and goes on", () => {
    const world = running();
    world.end(0, "failed");
    expect(world.state.outbox[0]?.outcome).toMatchObject({ outcome: "error", code: "trap" });
    expect(phaseOf(world.state)).not.toMatchObject({ kind: "error" });
  });

  it("H8 stops itself after several failures in a row, and can be started again", () => {
    const world = running();
    for (let i = 0; i < 3; i++) {
      world.end(0, "failed");
      world.answerAll();
    }
    expect(phaseOf(world.state)).toEqual({ kind: "error", code: "trap", message: "trapped" });
    world.send({ type: "start" });
    world.answerAll();
    expect(phaseOf(world.state)).toEqual({ kind: "running" });
  });

  it("H8 gives back units whose kernel cannot be used, and says that it is blocked", () => {
    const server = serverOf(10);
    const world = new MachineWorld(server);
    world.send({ type: "start" });
    world.answer();
    world.answer();
    const load = world.requests.shift();
    if (load?.type === "load-kernel") world.send({ type: "kernel-unusable", kernel: load.kernel });
    world.answerAll();
    expect(phaseOf(world.state)).toEqual({ kind: "blocked", reason: "kernel-unavailable" });
    expect(server.waiting).toBe(10);
  });

  it("H8 sets a batch aside whose units fail, gives back what it holds of it, and wants no more of it", () => {
    const world = running(serverOf(1000), 2);
    for (let i = 0; i < 3; i++) world.end(i % 2, "failed");
    world.answerAll();
    expect(exchanges(world).at(-1)?.wish?.avoid).toEqual([BATCH]);
    expect(world.state.leases.flatMap(({ todo, begun }) => [...todo, ...begun])).toEqual([]);
    world.send({ type: "start" });
    world.answerAll();
    expect(exchanges(world).at(-1)?.wish?.avoid).toBeUndefined();
  });

  it("H8 goes on with other batches where one is set aside", () => {
    const world = running(serverOf(1000), 1);
    const other = "bbbbbbbbbbbbbbbbb" as typeof BATCH;
    const bad = { kind: "failed", code: "trap", message: "trapped" } as const;
    const trials = { failedInRow: { [other]: 3 }, setAside: [other], setAsideInRow: 1, trouble: bad };
    world.state = { ...world.state, trials };
    for (let i = 0; i < 5; i++) {
      world.end(0, "finished");
      world.answerAll();
    }
    expect(phaseOf(world.state)).toEqual({ kind: "running" });
    expect(world.state.trials).toMatchObject({ setAside: [other], setAsideInRow: 0, trouble: null });
  });

  it("H12 gives back a unit that it has not the memory for, saying so, and stops itself after several", () => {
    const world = running();
    world.end(0, "too-large");
    expect(world.state.outbox[0]?.outcome).toMatchObject({ outcome: "returned", reason: "not-for-this-host" });
    for (let i = 0; i < 2; i++) {
      world.answerAll();
      world.end(0, "too-large");
    }
    world.answerAll();
    expect(phaseOf(world.state)).toEqual({ kind: "error", code: "out-of-memory", message: "no room" });
  });

  it("gives back a unit that the store lost", () => {
    const world = running();
    world.end(0, "unreadable");
    expect(world.state.outbox[0]?.outcome).toMatchObject({ outcome: "returned" });
  });
});
