import { describe, expect, it } from "vitest";
import { FakeServer } from "../testing/fake-server.ts";
import { MachineWorld } from "../testing/machine-world.ts";
import type { Effect } from "./effect.ts";
import { phaseOf } from "./phase.ts";

const serverOf = (units: number, leaseMs = 600_000): FakeServer => new FakeServer({ units, leaseMs });

function running(server = serverOf(1000), cores = 1): MachineWorld {
  const world = new MachineWorld(server, cores);
  world.send({ type: "start" });
  world.answerAll();
  return world;
}

const count = (world: MachineWorld, type: Effect["type"]): number => world.effects.filter((effect) => effect.type === type).length;
const lastExchange = (world: MachineWorld): Extract<Effect, { type: "exchange" }>["request"] | undefined =>
  world.effects.findLast((effect) => effect.type === "exchange")?.request;

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

  it("stores a lease before it runs a unit of it", () => {
    const { effects } = running();
    const stored = effects.findIndex((effect) => effect.type === "save" && effect.changes.some(({ kind }) => kind === "lease"));
    expect(stored).toBeGreaterThan(-1);
    expect(stored).toBeLessThan(effects.findIndex((effect) => effect.type === "run"));
  });

  it("asks for a unit a worker, and one to follow it, while its speed is unknown", () => {
    expect(lastExchange(running(serverOf(10), 3))?.wish).toMatchObject({ operationsPerSecond: 0, minUnits: 6, maxUnits: 6 });
  });

  it("asks by its measured speed afterwards", () => {
    const world = running(serverOf(1000), 2);
    world.end(0, "finished", 500);
    world.end(0, "finished", 500);
    world.end(0, "finished", 500);
    expect(lastExchange(world)?.wish).toMatchObject({ operationsPerSecond: 4e6, minUnits: 2 });
  });
});

describe("reporting", () => {
  it("forgets an outcome only when the server says it stored it", () => {
    const world = running();
    world.end(0, "finished");
    world.sleep();
    expect(world.state.outbox).toHaveLength(1);
    world.answer(true);
    expect(world.state.outbox).toHaveLength(1);
    world.pass(5_000);
    expect(world.state.outbox).toHaveLength(0);
  });

  it("repeats an exchange without an answer under the same id and with the same body", () => {
    const world = running();
    world.end(0, "finished");
    world.sleep();
    const first = lastExchange(world);
    world.answer(true);
    world.send({ type: "stop" });
    world.end(0, "stopped");
    world.pass(5_000);
    const exchanges = world.effects.flatMap((effect) => (effect.type === "exchange" ? [effect.request] : []));
    expect(exchanges.filter(({ exchangeId }) => exchangeId === first?.exchangeId)).toEqual([first, first]);
  });

  it("reports a finished unit within the promised time when it does not need work", () => {
    const world = running();
    for (let i = 0; i < 4; i++) {
      world.end(0, "finished", 15_000);
      world.answerAll();
    }
    const before = count(world, "exchange");
    world.end(0, "finished", 15_000);
    expect(count(world, "exchange")).toBe(before);
    world.pass(10_000);
    expect(world.state.outbox).toHaveLength(0);
  });

  it("does not hoard many small units: what it holds fits one lease, however fast it is", () => {
    const world = running(serverOf(10_000));
    for (let i = 0; i < 400; i++) {
      world.now += 3_000;
      world.end(0, "finished", 0.01);
      world.answerAll();
    }
    expect(world.state.leases.flatMap((lease) => lease.todo).length).toBeLessThanOrEqual(1000);
  });

  it("does not press a server that gives little at a time", () => {
    const world = running(serverOf(10_000), 1);
    world.end(0, "finished", 10);
    world.end(0, "finished", 10);
    world.answerAll();
    const before = count(world, "exchange");
    world.pass(9_999);
    expect(count(world, "exchange") - before).toBeLessThanOrEqual(5);
  });

  it("does not hoard: it asks for more only when what it has will soon be done", () => {
    const world = running();
    world.end(0, "finished", 60_000);
    const wishes = (): number => world.effects.filter((effect) => effect.type === "exchange" && effect.request.wish !== undefined).length;
    const before = wishes();
    world.pass(39_000);
    expect(wishes()).toBe(before);
    world.pass(2_000);
    expect(wishes()).toBe(before + 1);
  });
});

describe("stopping", () => {
  it("stops every run, keeps what is begun and gives back what is not", () => {
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

  it("gives back leases that arrive after the stop", () => {
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

describe("without a connection", () => {
  it("goes on with what it holds and uploads later", () => {
    const world = running();
    world.end(0, "finished");
    world.pass(3_000);
    for (let i = 0; i < 5; i++) {
      world.end(0, "finished");
      world.sleep();
      world.lose();
    }
    expect(world.state.runs).toHaveLength(1);
    expect(world.state.outbox.length).toBeGreaterThan(4);
    world.pass(120_000);
    expect(world.state.outbox).toEqual([]);
  });

  it("says when it tries again once it has nothing left, and waits longer each time", () => {
    const world = new MachineWorld(serverOf(10));
    world.send({ type: "start" });
    const waits = Array.from({ length: 8 }, () => {
      world.lose();
      const wait = world.wake() - world.now;
      expect(phaseOf(world.state)).toMatchObject({ kind: "offline" });
      world.sleep();
      return wait;
    });
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(500);
    expect(waits.at(-1)).toBeGreaterThan(30_000 - 1);
    expect(Math.max(...waits)).toBeLessThanOrEqual(60_001);
  });

  it("tries at once when the device comes online", () => {
    const world = new MachineWorld(serverOf(10));
    world.send({ type: "start" });
    for (let i = 0; i < 8; i++) {
      world.lose();
      world.sleep();
    }
    world.lose();
    world.send({ type: "online" });
    expect(world.wake() - world.now).toBeLessThanOrEqual(1000);
  });

  it("waits at least as long as the server asked", () => {
    const world = new MachineWorld(serverOf(10));
    world.send({ type: "start" });
    world.send({ type: "no-answer", retryAfterMs: 20_000 });
    expect(world.wake() - world.now).toBeGreaterThanOrEqual(20_000);
  });

  it("tries an unreachable kernel again", () => {
    const world = new MachineWorld(serverOf(10));
    world.send({ type: "start" });
    world.answer();
    world.answer();
    world.lose();
    expect(phaseOf(world.state)).toMatchObject({ kind: "offline" });
    world.pass(2_000);
    expect(phaseOf(world.state)).toEqual({ kind: "running" });
  });
});

describe("leases", () => {
  it("renews a lease whose unit takes longer than its term", () => {
    const world = running(serverOf(10, 9_000));
    world.pass(60_000);
    expect(phaseOf(world.state)).toEqual({ kind: "running" });
    expect(world.state.leases[0]?.deadline).toBeGreaterThan(world.now);
    expect(count(world, "stop-run")).toBe(0);
  });

  it("drops the unit of a lease that is not renewed any more, and does not press for it", () => {
    const world = running(serverOf(10, 9_000));
    const before = count(world, "exchange");
    world.pass(120_000);
    expect(count(world, "stop-run")).toBe(1);
    expect(count(world, "exchange") - before).toBeLessThan(25);
  });

  it("drops everything under leases that expired while it slept, and starts afresh", () => {
    const world = running(serverOf(100, 60_000));
    world.end(0, "finished");
    world.answerAll();
    const old = world.state.leases.map((lease) => lease.leaseId);
    world.now += 86_400_000;
    world.send({ type: "tick" });
    world.end(0, "stopped");
    world.answerAll();
    expect(world.state.runs).toHaveLength(1);
    expect(world.state.leases.filter((lease) => old.includes(lease.leaseId))).toEqual([]);
  });

  it("drops the report that a refusal points at and delivers the rest", () => {
    const server = serverOf(100, 600_000);
    const world = running(server, 2);
    world.end(0, "finished");
    world.answerAll();
    const [first] = server.leases.keys();
    world.end(0, "finished");
    world.end(1, "finished");
    if (first !== undefined) server.leases.delete(first);
    world.pass(30_000);
    expect(phaseOf(world.state)).toEqual({ kind: "running" });
    expect(world.state.outbox).toEqual([]);
  });
});

describe("refusals", () => {
  it("enrols anew when the server no longer knows it, and forgets the old leases", () => {
    const server = serverOf(100);
    const world = running(server);
    const before = world.state.identity?.hostId;
    server.forgetHosts();
    world.end(0, "finished");
    world.answerAll();
    world.end(0, "stopped");
    world.pass(5_000);
    expect(world.state.identity?.hostId).not.toBe(before);
    expect(phaseOf(world.state)).toEqual({ kind: "running" });
    expect(count(world, "enrol")).toBe(2);
  });

  it("stops with an error when the server speaks another protocol version, and says no more", () => {
    const world = new MachineWorld(serverOf(1));
    world.send({ type: "start" });
    world.send({ type: "refused", problem: "unknown-protocol-version", detail: "speak 2", fields: [] });
    expect(phaseOf(world.state)).toEqual({ kind: "error", code: "unknown-protocol-version", message: "speak 2" });
    expect(world.wake()).toBe(Infinity);
  });

  it("treats a server's own failure like silence", () => {
    const world = new MachineWorld(serverOf(1));
    world.send({ type: "start" });
    world.send({ type: "refused", problem: "internal", detail: "", fields: [] });
    expect(phaseOf(world.state)).toMatchObject({ kind: "offline" });
  });

  it("asks again after the time the server named when there is no work", () => {
    const world = running(serverOf(0));
    expect(phaseOf(world.state)).toMatchObject({ kind: "no-work", reason: "no-work" });
    expect(world.wake() - world.now).toBeGreaterThanOrEqual(10_000);
    expect(world.wake() - world.now).toBeLessThanOrEqual(12_501);
  });
});

describe("failures", () => {
  it("reports a failed unit as an error and goes on", () => {
    const world = running();
    world.end(0, "failed");
    expect(world.state.outbox[0]?.outcome).toMatchObject({ outcome: "error", code: "trap" });
    expect(phaseOf(world.state)).not.toMatchObject({ kind: "error" });
  });

  it("stops itself after several failures in a row, and can be started again", () => {
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

  it("gives back units whose kernel cannot be used, and says that it is blocked", () => {
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

  it("gives back a unit that the store lost", () => {
    const world = running();
    world.end(0, "unreadable");
    expect(world.state.outbox[0]?.outcome).toMatchObject({ outcome: "returned" });
  });
});
