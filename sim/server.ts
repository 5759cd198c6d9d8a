/**
 * The real cell on a real SQLite in memory, with the alarm of its object. It can be killed between any two requests,
 * and may be given a database that fails.
 */
import type { ExchangeReply, ExchangeRequest } from "../protocol/messages.ts";
import type { Caller } from "../server/cell/caller.ts";
import { exchange } from "../server/cell/exchange.ts";
import { expireLeases } from "../server/cell/expiry.ts";
import { type CellStore, openCellStore } from "../server/cell/store.ts";
import type { Sql } from "../server/sql/sql.ts";
import type { Clock } from "./clock.ts";
import { Crash } from "./crash.ts";
import { certifyClaim } from "./kernel.ts";
import type { Random } from "./prng.ts";

/** After an alarm that failed it rings again, as a Durable Object's does. */
const RING_AGAIN_MS = 2_000;

export interface SimServer {
  readonly sql: Sql;
  store(): CellStore;
  enrol(caller: Caller): void;
  /** Throws a `ProblemError` when it refuses, and a `Crash` when its database does. */
  exchange(caller: Caller, request: ExchangeRequest): ExchangeReply;
  /** Whether a batch is running. */
  isBusy(): boolean;
  /** Everything in memory is gone; what was committed is not. */
  kill(): void;
}

export function newServer(clock: Clock, random: Random, sql: Sql): SimServer {
  let store = openCellStore(sql);
  let alarmAt = Infinity;

  function wakeBy(instant: number): void {
    if (instant >= alarmAt) return;
    alarmAt = instant;
    clock.at(instant, alarm);
  }

  function alarm(): void {
    if (clock.now() < alarmAt) return;
    alarmAt = Infinity;
    try {
      expireLeases(store, { now: clock.now(), random });
      wakeBy(store.leases.nextDeadline() ?? Infinity);
    } catch (error) {
      if (!(error instanceof Crash)) throw error;
      server.kill();
      wakeBy(clock.now() + RING_AGAIN_MS);
    }
  }

  const server: SimServer = {
    sql,
    store: () => store,
    enrol({ hostId, nonce, prefix }) {
      if (store.hosts.find(hostId) !== undefined) return;
      store.hosts.insert({ hostId, publicKey: `key of ${hostId}`, enrolledAt: clock.now(), prefix, lastNonce: nonce });
    },
    exchange(caller, request) {
      if (clock.now() >= alarmAt) expireLeases(store, { now: clock.now(), random });
      const reply = exchange(store, caller, request, { now: clock.now(), random, certify: certifyClaim });
      for (const lease of reply.leases) wakeBy(lease.deadline);
      return reply;
    },
    isBusy() {
      try {
        return store.batches.running().length > 0;
      } catch (error) {
        if (!(error instanceof Crash)) throw error;
        server.kill();
        return true;
      }
    },
    kill() {
      store = openCellStore(sql);
    },
  };
  return server;
}
