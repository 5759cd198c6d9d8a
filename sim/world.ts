/** A whole deployment in one seed: a cell, a batch, and hosts that come one after another. */
import { type BatchId, makeBatchId } from "../protocol/ids.ts";
import type { Assurance, Policy } from "../protocol/messages.ts";
import { beginBatch, appendUnits, openBatch } from "../server/cell/submission.ts";
import type { CellStore } from "../server/cell/store.ts";
import { decidePolicy } from "../server/domain/policy.ts";
import { nodeSql } from "../server/sql/node-sql.ts";
import type { Sql } from "../server/sql/sql.ts";
import type { Character } from "./character.ts";
import { startClientHost } from "./client-host.ts";
import { newClock } from "./clock.ts";
import { type Crowd, crowdOf } from "./crowd.ts";
import { effortful, encodeInput, truths, UNIT_OPERATIONS } from "./kernel.ts";
import { startOwnProgram } from "./own-program.ts";
import { between, type Random, seededRandom } from "./prng.ts";
import { newServer, type SimServer } from "./server.ts";
import { makeHost, type SimHost, type Surroundings } from "./sim-host.ts";
import { newWatch, type Step, type WorldWatch } from "./watch.ts";

export interface WorldPlan {
  readonly seed: number;
  readonly units: number;
  readonly assurance: Assurance;
  readonly policy: Partial<Policy>;
  readonly crowd: Crowd;
  /** Mean milliseconds between two kills of the server; Infinity for none. */
  readonly killEveryMs: number;
  /** Simulated milliseconds after which the world is given up. */
  readonly patienceMs: number;
  /** Keeps every acknowledgement. */
  readonly remembers?: boolean;
  /** Called after every exchange that was answered. */
  readonly everyStep?: (step: Step) => void;
}

export interface WorldEnd {
  readonly plan: WorldPlan;
  readonly batchId: BatchId;
  readonly server: SimServer;
  readonly hosts: readonly SimHost[];
  readonly watch: WorldWatch;
  readonly truthOf: Surroundings["truthOf"];
  readonly kills: number;
  readonly elapsedMs: number;
}

/** The first day of 2026. */
const START = 1_767_225_600_000;
const UNITS_PER_BLOCK = 50_000;

/** Runs the world to its end. `ready` is called when the batch is there and the hosts are about to come. */
export function runWorld(plan: WorldPlan, sql: Sql = nodeSql(), ready: () => void = () => {}): WorldEnd {
  const clock = newClock(START);
  const random = seededRandom(plan.seed);
  const server = newServer(clock, random, sql);
  const truthOf = truths();
  const batchId = addBatch(server.store(), plan);
  const watch = newWatch(clock, () => server, plan.remembers ?? false, plan.everyStep ?? (() => {}));
  const around: Surroundings = { startedAt: START, clock, random, server, truthOf, watch };
  const hosts = crowdOf(plan.crowd, random).map((character, i) => settle(around, character, i));
  ready();
  const kills = planKills(around, plan.killEveryMs, random);
  clock.run(START + plan.patienceMs, () => !server.isBusy());
  return { plan, batchId, server, hosts, watch, truthOf, kills: kills.count, elapsedMs: clock.now() - START };
}

/** A host of the past is known already; any other enrols when it comes. */
function settle(around: Surroundings, character: Character, index: number): SimHost {
  const { clock, server } = around;
  const host = makeHost(index, character, clock.now() + character.comesAtMs);
  const start = character.program === "client" ? startClientHost : startOwnProgram;
  clock.at(host.bornAt, () => start(around, host));
  if (character.enrolledAgoMs > 0) {
    const enrolledAt = clock.now() - character.enrolledAgoMs;
    server.store().hosts.insert({ hostId: host.hostId, publicKey: `key ${index}`, enrolledAt, prefix: character.prefix });
  }
  return host;
}

function planKills({ clock, server }: Surroundings, everyMs: number, random: Random): { count: number } {
  const kills = { count: 0 };
  const plan = (): void =>
    clock.at(clock.now() + between(random, 1, 2 * everyMs), () => {
      server.kill();
      kills.count += 1;
      plan();
    });
  if (everyMs < Infinity) plan();
  return kills;
}

function addBatch(store: CellStore, { units, assurance, policy }: WorldPlan): BatchId {
  const verdict = decidePolicy(policy, assurance);
  if (!verdict.ok) throw new Error(`${verdict.field}: ${verdict.expected}`);
  const id = makeBatchId(new TextEncoder().encode("simulation"));
  beginBatch(store, { id, name: "Simulation", assurance, policy: verdict.policy, createdAt: START, manifest: effortful });
  for (let first = 0; first < units; first += UNITS_PER_BLOCK) {
    const length = Math.min(UNITS_PER_BLOCK, units - first);
    appendUnits(
      store,
      id,
      Array.from({ length }, (_, i) => ({ input: encodeInput(first + i), operations: UNIT_OPERATIONS })),
    );
  }
  openBatch(store, id);
  return id;
}
