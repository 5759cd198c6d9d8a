/** The real cell on a real SQLite in memory, which can be killed between any two requests. */
import { ID_RANDOM_BYTES, type HostId, makeHostId } from "../protocol/ids.ts";
import type { ExchangeReply, ExchangeRequest } from "../protocol/messages.ts";
import { certifier } from "../server/cell/certify.ts";
import { exchange } from "../server/cell/exchange.ts";
import { expireLeases } from "../server/cell/expiry.ts";
import type { Sql } from "../server/sql/sql.ts";
import { type CellStore, openCellStore } from "../server/cell/store.ts";
import { nodeSql } from "../server/sql/node-sql.ts";
import type { Clock } from "./clock.ts";
import type { Random } from "./prng.ts";

export interface SimServer {
  readonly sql: Sql;
  store(): CellStore;
  enrol(): { hostId: HostId; hostKey: string };
  exchange(host: HostId, key: string, request: ExchangeRequest): ExchangeReply;
  /** Everything in memory is gone; what was committed is not. */
  kill(): void;
}

export function newServer(clock: Clock, random: Random): SimServer {
  const sql = nodeSql();
  let store = openCellStore(sql);
  return {
    sql,
    store: () => store,
    enrol() {
      const hostId = makeHostId(Uint8Array.from({ length: ID_RANDOM_BYTES }, () => Math.floor(random() * 256)));
      store.hosts.insert(hostId, `key of ${hostId}`, clock.now());
      return { hostId, hostKey: `key of ${hostId}` };
    },
    exchange(host, key, request) {
      expireLeases(store, clock.now());
      return exchange(store, host, key, request, { now: clock.now(), random: random(), certify: certifier(new Map()) });
    },
    kill() {
      store = openCellStore(sql);
    },
  };
}
