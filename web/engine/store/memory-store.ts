/** A store that lives as long as its process: for the headless host, and for tests. */
import { applyChange, type Key, type Table, TABLES, type TableWriter } from "./apply-change.ts";
import { parseOwnRecord, parseUnit, parseWork, type RawRecord } from "./stored-records.ts";
import type { WorkStore } from "./work-store.ts";

type Tables = Record<Table, Map<string, RawRecord>>;

export function createMemoryStore(): WorkStore {
  const tables = Object.fromEntries(TABLES.map((table) => [table, new Map<string, RawRecord>()])) as Tables;
  const writer = writerOf(tables);
  const value = (table: Table, ...key: Key): unknown => tables[table].get(JSON.stringify(key))?.value;
  const keys = (table: Table): unknown[] => [...tables[table].values()].map(({ key }) => key);
  const values = (table: Table): unknown[] => [...tables[table].values()].map((record) => record.value);
  return {
    // Nothing else can run in between, so that the changes are one.
    async commit(changes) {
      for (const change of changes) applyChange(writer, change);
    },
    async work() {
      return parseWork({
        identity: value("meta", "identity"),
        exchange: value("meta", "exchange"),
        pace: value("meta", "pace"),
        leases: [...tables.leases.values()],
        unitKeys: keys("units"),
        checkpointKeys: keys("checkpoints"),
        outbox: [...tables.outbox.values()],
      });
    },
    async ownRecord() {
      return parseOwnRecord(keys("done"), values("findings"), value("meta", "day"));
    },
    async unit({ leaseId, unit }) {
      return parseUnit(value("units", leaseId, unit), value("checkpoints", leaseId, unit));
    },
    async wipe() {
      for (const table of TABLES) tables[table].clear();
    },
    close() {},
  };
}

function writerOf(tables: Tables): TableWriter {
  return {
    put: (table, key, value) => void tables[table].set(JSON.stringify(key), { key, value }),
    remove: (table, key) => void tables[table].delete(JSON.stringify(key)),
    removeUnder(table, first) {
      for (const [name, { key }] of tables[table]) {
        if (Array.isArray(key) && key[0] === first) tables[table].delete(name);
      }
    },
    clear: (table) => tables[table].clear(),
  };
}
