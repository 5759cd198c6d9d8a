/** A whole deployment in one seed: a cell, a batch, and hosts that come one after another. */
import type { HostId } from "../protocol/ids.ts";
import type { BatchStatus, Policy } from "../protocol/messages.ts";
import { batchStatus } from "../server/cell/queries.ts";
import { addBatch } from "../server/cell/testing/small-cell.ts";
import { text } from "../server/sql/columns.ts";
import { newClock } from "./clock.ts";
import { type Acknowledged, type Character, startHost } from "./host.ts";
import { between, type Random, seededRandom } from "./prng.ts";
import { newServer, type SimServer } from "./server.ts";

export interface WorldPlan {
  readonly seed: number;
  readonly units: number;
  readonly policy: Partial<Policy>;
  readonly hosts: number;
  /** Milliseconds over which the hosts come. */
  readonly arrivalMs: number;
  readonly character: (index: number, random: Random) => Character;
  /** Mean milliseconds between two kills of the server. */
  readonly killEveryMs: number;
  /** Simulated milliseconds after which the world is given up. */
  readonly patienceMs: number;
}

export interface WorldEnd {
  readonly status: BatchStatus;
  readonly server: SimServer;
  readonly hosts: readonly HostId[];
  readonly acknowledged: readonly Acknowledged[];
  readonly kills: number;
  readonly elapsedMs: number;
}

const START = 1_700_000_000_000;

export function runWorld(plan: WorldPlan): WorldEnd {
  const random = seededRandom(plan.seed);
  const clock = newClock(START);
  const server = newServer(clock, random);
  const batchId = addBatch(server.store(), plan.units, plan.policy);
  const acknowledged: Acknowledged[] = [];
  for (let i = 0; i < plan.hosts; i++) {
    const character = plan.character(i, random);
    clock.at(START + random() * plan.arrivalMs, () => startHost(clock, random, server, character, acknowledged));
  }
  let kills = 0;
  const planKill = (): void =>
    void clock.at(clock.now() + between(random, 1, 2 * plan.killEveryMs), () => {
      server.kill();
      kills += 1;
      planKill();
    });
  planKill();
  clock.run(START + plan.patienceMs, () => server.store().batches.running().length === 0);
  const hosts = server.sql.all("SELECT id FROM hosts").map((row) => text(row, "id") as HostId);
  const status = batchStatus(server.store(), batchId);
  return { status, server, hosts, acknowledged, kills, elapsedMs: clock.now() - START };
}
