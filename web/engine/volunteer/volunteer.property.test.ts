/** Random histories of one machine, against the promises it makes whatever happens. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { FakeServer } from "../testing/fake-server.ts";
import { MachineWorld, seeded } from "../testing/machine-world.ts";
import { GPU_SLOT, isLive, type VolunteerState, workerSlots } from "./state.ts";

type Step = (world: MachineWorld, server: FakeServer) => void | Promise<void>;

/** A history has up to a few hundred steps, each checked: more of them belong into the simulator. */
const HISTORIES = { numRuns: 40 };

const slot = fc.constantFrom(GPU_SLOT, 0, 1, 2, 3);
const told = (type: "start" | "stop" | "finish" | "keep-going" | "online" | "tick" | "workers-unavailable"): Step => {
  return (world) => world.send({ type });
};

/** What a network, a crash and a person do on a day on which no lease is lost. */
const calmStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: fc.constant<Step>((world) => world.answer()) },
  { weight: 2, arbitrary: fc.constant<Step>((world) => world.answer(true)) },
  { weight: 2, arbitrary: fc.constant<Step>((world) => world.lose()) },
  {
    weight: 8,
    arbitrary: slot.map(
      (at): Step =>
        (world) =>
          world.end(at, "finished"),
    ),
  },
  {
    weight: 2,
    arbitrary: slot.map(
      (at): Step =>
        (world) =>
          world.end(at, "failed"),
    ),
  },
  {
    weight: 2,
    arbitrary: slot.map(
      (at): Step =>
        (world) =>
          world.end(at, "stopped"),
    ),
  },
  {
    weight: 1,
    arbitrary: slot.map(
      (at): Step =>
        (world) =>
          world.end(at, "unreadable"),
    ),
  },
  {
    weight: 1,
    arbitrary: slot.map(
      (at): Step =>
        (world) =>
          world.end(at, "too-large"),
    ),
  },
  {
    weight: 4,
    arbitrary: fc.nat(20_000).map(
      (ms): Step =>
        (world) =>
          advance(world, ms),
    ),
  },
  { weight: 1, arbitrary: fc.constantFrom(told("stop"), told("finish"), told("keep-going"), told("online"), told("tick")) },
  { weight: 3, arbitrary: fc.constant(told("start")) },
  {
    weight: 1,
    arbitrary: fc.integer({ min: 1, max: 4 }).map(
      (cores): Step =>
        (world) =>
          world.send({ type: "set-cores", cores }),
    ),
  },
  { weight: 1, arbitrary: fc.boolean().map((on) => (world: MachineWorld) => world.send({ type: "set-gpu", on })) },
  { weight: 1, arbitrary: fc.constant<Step>((world) => world.crash()) },
);

/** And what else may happen: sleep past every deadline, a server that lost its hosts. */
const roughStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 20, arbitrary: calmStep },
  { weight: 1, arbitrary: fc.constant<Step>((world) => advance(world, 86_400_000)) },
  { weight: 1, arbitrary: fc.constant<Step>((_, server) => server.forgetHosts()) },
  { weight: 1, arbitrary: fc.constant(told("workers-unavailable")) },
);

const history = (step: fc.Arbitrary<Step>) =>
  fc.tuple(fc.array(step, { maxLength: 150, size: "max" }), fc.integer(), fc.integer({ min: 1, max: 4 }));

async function play(steps: readonly Step[], seed: number, cores: number, leaseMs: number): Promise<[MachineWorld, FakeServer]> {
  const server = new FakeServer({ units: 60, leaseMs });
  const world = new MachineWorld(server, cores, seeded(seed));
  world.send({ type: "start" });
  for (const step of steps) {
    await step(world, server);
    await check(world);
  }
  return [world, server];
}

/** Moves the clock to the next wake, if it comes before the time is over. */
function advance(world: MachineWorld, ms: number): void {
  const until = world.now + ms;
  world.now = Math.min(until, Math.max(world.now, world.wake()));
  world.send({ type: "tick" });
}

async function check(world: MachineWorld): Promise<void> {
  const { state } = world;
  const places = unitPlaces(state);
  expect(new Set(places).size, "a unit is in one place only").toBe(places.length);
  expect(state.runs.filter(({ kind }) => kind === "running").length).toBeLessThanOrEqual(state.cores + (state.gpu ? 1 : 0));
  expect(workerSlots(state)).toEqual(expect.arrayContaining(state.runs.filter(({ kind }) => kind === "running").map(({ slot }) => slot)));
  expect(new Set(state.runs.map((run) => run.slot)).size).toBe(state.runs.length);
  expect(world.wake(), "a machine that was settled has nothing due").toBeGreaterThan(world.now);
  expect(state.outbox.filter(({ leaseId, outcome }) => world.acknowledged.has(`${leaseId}/${outcome.unit}`))).toEqual([]);
  expect(world.requests.filter(({ type }) => type !== "load-kernel").length).toBeLessThanOrEqual(1);
  expect(state.leases.filter((lease) => !isLive(lease, world.now)).flatMap(unitsOf), "nothing waits under an expired lease").toEqual([]);
  const stored = await world.store.work();
  expect(stored.outbox.map(nameOf).toSorted()).toEqual(state.outbox.map(nameOf).toSorted());
  expect(stored.leases.flatMap(unitsOf).toSorted()).toEqual(inHand(state).toSorted());
}

const nameOf = ({ leaseId, outcome }: VolunteerState["outbox"][number]): string => `${leaseId}/${outcome.unit}`;

const unitsOf = ({ leaseId, todo, begun }: VolunteerState["leases"][number]): string[] =>
  [...todo, ...begun].map((unit) => `${leaseId}/${unit}`);

/** Units that wait or run; those in workers whose lease is gone are nobody's. */
function inHand({ leases, runs }: VolunteerState): string[] {
  const held = new Set(leases.map((lease) => lease.leaseId));
  return [...leases.flatMap(unitsOf), ...runs.filter((run) => held.has(run.leaseId)).map(({ leaseId, unit }) => `${leaseId}/${unit}`)];
}

const unitPlaces = (state: VolunteerState): string[] => [
  ...state.leases.flatMap(unitsOf),
  ...state.runs.map(({ leaseId, unit }) => `${leaseId}/${unit}`),
  ...state.outbox.map(nameOf),
];

/** Lets everything under way come to its end, and the machine leave. */
function comeToRest(world: MachineWorld): void {
  world.send({ type: "leave" });
  for (const { slot } of world.state.runs) world.end(slot, "stopped");
  world.answerAll();
  world.pass(600_000);
}

it("H2 keeps every unit in one place, runs no more than its cores and its GPU, and agrees with its store", async () => {
  await fc.assert(
    fc.asyncProperty(history(roughStep), async ([steps, seed, cores]) => {
      const [world] = await play(steps, seed, cores, 60_000);
      expect(world.state.cores).toBeLessThanOrEqual(4);
    }),
    HISTORIES,
  );
});

it("comes to rest with nothing left here and nothing held at the server", async () => {
  await fc.assert(
    fc.asyncProperty(history(roughStep), async ([steps, seed, cores]) => {
      const [world] = await play(steps, seed, cores, 60_000);
      comeToRest(world);
      expect(await world.store.work()).toMatchObject({ exchange: null, leases: [], outbox: [] });
      expect(world.state).toMatchObject({ leases: [], outbox: [], runs: [] });
    }),
    HISTORIES,
  );
});

it("H2 H3 delivers every unit it finished, exactly once, through losses and crashes", async () => {
  await fc.assert(
    fc.asyncProperty(history(calmStep), async ([steps, seed, cores]) => {
      const [world, server] = await play(steps, seed, cores, 1e9);
      comeToRest(world);
      const successes = [...server.stored].filter(([, outcome]) => outcome.includes('"success"')).map(([key]) => key);
      expect(successes.toSorted()).toEqual([...world.finished].toSorted());
      const units = successes.map((key) => key.split("/")[1]);
      expect(new Set(units).size).toBe(units.length);
      expect(server.waiting + new Set([...server.stored].filter(([, it]) => !it.includes('"returned"'))).size).toBe(60);
    }),
    HISTORIES,
  );
});
