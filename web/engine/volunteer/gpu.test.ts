import { describe, expect, it } from "vitest";
import { MachineWorld } from "../testing/machine-world.ts";
import { exchanges, serverOf } from "../testing/running-machine.ts";
import { GPU_SLOT } from "./state.ts";
import { wishFor } from "./supply.ts";

const CORE_MS = 10_000;
const GPU_MS = 500;

/** A machine with one core and a GPU that is twenty times as fast, both measured. */
function measuredMachine({ hasShader = true, units = 10_000 } = {}): MachineWorld {
  const world = new MachineWorld(serverOf(units));
  world.hasShader = hasShader;
  world.send({ type: "set-gpu", on: true });
  world.send({ type: "start" });
  world.answerAll();
  world.now += GPU_MS;
  world.end(GPU_SLOT, "finished", GPU_MS);
  world.answerAll();
  world.now += CORE_MS - GPU_MS;
  world.end(GPU_SLOT, "stopped");
  world.end(0, "finished", CORE_MS);
  world.answerAll();
  return world;
}
const slots = (world: MachineWorld): number[] => world.state.runs.map(({ slot }) => slot).toSorted((a, b) => a - b);

describe("a machine with a GPU", () => {
  it("runs a unit there beside its cores", () => {
    expect(slots(measuredMachine())).toEqual([GPU_SLOT, 0]);
  });

  it("keeps units off it whose kernel has no shader", () => {
    expect(slots(measuredMachine({ hasShader: false }))).toEqual([0]);
  });

  it("measures each for itself, and wishes for what both can do", () => {
    const world = measuredMachine();
    const { operationsPerMs, gpu } = world.state.pace;
    expect([operationsPerMs, gpu.operationsPerMs]).toEqual([1e6 / CORE_MS, 1e6 / GPU_MS]);
    expect(wishFor(world.state, world.now).operationsPerSecond).toBeCloseTo((1e6 / CORE_MS + 1e6 / GPU_MS) * 1000);
  });

  it("wishes as one without where no kernel has a shader", () => {
    const world = measuredMachine({ hasShader: false });
    expect(wishFor(world.state, world.now).operationsPerSecond).toBeCloseTo((1e6 / CORE_MS) * 1000);
  });

  it("asks again before the GPU runs out, which is long before a core would", () => {
    const world = measuredMachine();
    const before = exchanges(world).length;
    world.pass(1_000);
    const waiting = (): number => world.state.leases.reduce((sum, { todo, begun }) => sum + todo.length + begun.length, 0);
    while (exchanges(world).length === before && waiting() > 0) {
      world.now += GPU_MS;
      world.end(GPU_SLOT, "finished", GPU_MS);
    }
    expect(exchanges(world).length).toBe(before + 1);
    expect(waiting()).toBeGreaterThan(0);
  });

  it("stops its unit when it is switched off, which then waits for a core with its checkpoint", () => {
    const world = measuredMachine();
    const unit = world.state.runs.find(({ slot }) => slot === GPU_SLOT)?.unit;
    world.send({ type: "set-gpu", on: false });
    expect(world.effects.at(-1)).toEqual({ type: "stop-run", slot: GPU_SLOT });
    world.end(GPU_SLOT, "stopped");
    expect(slots(world)).toEqual([0]);
    expect(world.state.leases.flatMap(({ begun }) => begun)).toContain(unit);
    world.end(0, "finished", CORE_MS);
    expect(world.state.runs.map((run) => run.unit)).toEqual([unit]);
  });

  it("gives it no further unit of a kernel whose shader it cannot run", () => {
    const world = measuredMachine();
    const [kernel] = world.state.leases.map((lease) => lease.kernel);
    if (kernel === undefined) throw new Error("no lease is held");
    world.send({ type: "shader-unusable", kernel });
    world.end(GPU_SLOT, "stopped");
    expect(slots(world)).toEqual([0]);
  });
});
