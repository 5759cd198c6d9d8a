import { describe, expect, it } from "vitest";
import { MachineWorld } from "../testing/machine-world.ts";
import { count, exchanges, running, serverOf } from "../testing/running-machine.ts";
import { phaseOf } from "./phase.ts";

describe("without a connection", () => {
  it("H4 goes on with what it holds and uploads later", () => {
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

  it("H3 says when it tries again once it has nothing left, and waits longer each time", () => {
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

describe("refusals", () => {
  it("H7 enrols anew when the server no longer knows it, and forgets the old leases", () => {
    const server = serverOf(100);
    const world = running(server);
    const before = world.state.leases.map(({ leaseId }) => leaseId);
    server.forgetHosts();
    world.end(0, "finished");
    world.answerAll();
    world.end(0, "stopped");
    world.pass(5_000);
    expect(world.state.leases.filter(({ leaseId }) => before.includes(leaseId))).toEqual([]);
    expect(phaseOf(world.state)).toEqual({ kind: "running" });
    expect(count(world, "enrol")).toBe(2);
  });

  it("H7 stops with an error when the server speaks another protocol version, and says no more", () => {
    const world = new MachineWorld(serverOf(1));
    world.send({ type: "start" });
    world.send({ type: "refused", problem: "unknown-protocol-version", detail: "speak 2", fields: [] });
    expect(phaseOf(world.state)).toEqual({ kind: "error", code: "unknown-protocol-version", message: "speak 2" });
    expect(world.wake()).toBe(Infinity);
  });

  it("H3 treats a server's own failure like silence", () => {
    const world = new MachineWorld(serverOf(1));
    world.send({ type: "start" });
    world.send({ type: "refused", problem: "internal", detail: "", fields: [] });
    expect(phaseOf(world.state)).toMatchObject({ kind: "offline" });
  });

  it.each(["too-many-requests", "work-proof-required", "replayed-request", "clock-difference", "expired-session"] as const)(
    "H15 waits and tries again when it was refused for %s, and drops nothing",
    (problem) => {
      const world = running();
      world.end(0, "finished");
      world.sleep();
      const { outbox, leases } = world.state;
      world.requests = [];
      world.send({ type: "refused", problem, detail: "", fields: [], retryAfterMs: 20_000 });
      expect([world.state.outbox, world.state.leases]).toEqual([outbox, leases]);
      expect(world.state.link).toMatchObject({ kind: "backing-off", request: exchanges(world).at(-1) });
      expect(world.wake() - world.now).toBeGreaterThanOrEqual(20_000);
    },
  );

  it("H18 stops when it was erased, and enrols anew only when it is started again", () => {
    const world = new MachineWorld(serverOf(10));
    world.send({ type: "start" });
    world.send({ type: "refused", problem: "erased-host", detail: "gone", fields: [] });
    expect(phaseOf(world.state)).toMatchObject({ kind: "error", code: "erased-host" });
    expect(world.wake()).toBe(Infinity);
    world.requests = [];
    world.send({ type: "start" });
    world.answerAll();
    expect(phaseOf(world.state)).toEqual({ kind: "running" });
    expect(count(world, "enrol")).toBe(2);
  });

  it("asks again after the time the server named when there is no work", () => {
    const world = running(serverOf(0));
    expect(phaseOf(world.state)).toMatchObject({ kind: "no-work", reason: "no-work" });
    expect(world.wake() - world.now).toBeGreaterThanOrEqual(10_000);
    expect(world.wake() - world.now).toBeLessThanOrEqual(12_501);
  });
});
