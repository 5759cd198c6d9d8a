import { describe, expect, it } from "vitest";
import { count, exchanges, running, serverOf } from "../testing/running-machine.ts";
import { phaseOf } from "./phase.ts";

describe("reporting", () => {
  it("H2 forgets an outcome only when the server says it stored it", () => {
    const world = running();
    world.end(0, "finished");
    world.sleep();
    expect(world.state.outbox).toHaveLength(1);
    world.answer(true);
    expect(world.state.outbox).toHaveLength(1);
    world.pass(5_000);
    expect(world.state.outbox).toHaveLength(0);
  });

  it("H3 repeats an exchange without an answer under the same id and with the same body", () => {
    const world = running();
    world.end(0, "finished");
    world.sleep();
    const first = exchanges(world).at(-1);
    world.answer(true);
    world.send({ type: "stop" });
    world.end(0, "stopped");
    world.pass(5_000);
    expect(exchanges(world).filter(({ exchangeId }) => exchangeId === first?.exchangeId)).toEqual([first, first]);
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

  it("H5 does not hoard many small units: what it holds fits one lease, however fast it is", () => {
    const world = running(serverOf(10_000));
    for (let i = 0; i < 400; i++) {
      world.now += 3_000;
      world.end(0, "finished", 0.01);
      world.answerAll();
    }
    expect(world.state.leases.flatMap((lease) => lease.todo).length).toBeLessThanOrEqual(1000);
  });

  it("H5 does not press a server that gives little at a time", () => {
    const world = running(serverOf(10_000), 1);
    world.end(0, "finished", 10);
    world.end(0, "finished", 10);
    world.answerAll();
    const before = count(world, "exchange");
    world.pass(9_999);
    expect(count(world, "exchange") - before).toBeLessThanOrEqual(5);
  });

  it("H5 does not hoard: it asks for more only when what it has will soon be done", () => {
    const world = running();
    world.end(0, "finished", 60_000);
    const wishes = (): number => exchanges(world).filter(({ wish }) => wish !== undefined).length;
    const before = wishes();
    world.pass(39_000);
    expect(wishes()).toBe(before);
    world.pass(2_000);
    expect(wishes()).toBe(before + 1);
  });
});

describe("leases", () => {
  it("H6 renews a lease whose unit takes longer than its term", () => {
    const world = running(serverOf(10, 9_000));
    world.pass(60_000);
    expect(phaseOf(world.state)).toEqual({ kind: "running" });
    expect(world.state.leases[0]?.deadline).toBeGreaterThan(world.now);
    expect(count(world, "stop-run")).toBe(0);
  });

  it("H6 drops the unit of a lease that is not renewed any more, and does not press for it", () => {
    const world = running(serverOf(10, 9_000));
    const before = count(world, "exchange");
    world.pass(120_000);
    expect(count(world, "stop-run")).toBe(1);
    expect(count(world, "exchange") - before).toBeLessThan(25);
  });

  it("H6 drops everything under leases that expired while it slept, and starts afresh", () => {
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

  it("H7 drops the report that a refusal points at and delivers the rest", () => {
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
