/** Worlds in which most tests of the machine begin. */
import { FakeServer } from "./fake-server.ts";
import { MachineWorld } from "./machine-world.ts";
import type { Effect } from "../volunteer/effect.ts";

export const serverOf = (units: number, leaseMs = 600_000): FakeServer => new FakeServer({ units, leaseMs });

/** A machine that was started and has its first units in its workers. */
export function running(server = serverOf(1000), cores = 1): MachineWorld {
  const world = new MachineWorld(server, cores);
  world.send({ type: "start" });
  world.answerAll();
  return world;
}

/** How often the machine wanted such a thing so far. */
export const count = (world: MachineWorld, type: Effect["type"]): number => world.effects.filter((effect) => effect.type === type).length;

type ExchangeEffect = Extract<Effect, { type: "exchange" }>;

export const exchanges = (world: MachineWorld): ExchangeEffect["request"][] =>
  world.effects.flatMap((effect) => (effect.type === "exchange" ? [effect.request] : []));
