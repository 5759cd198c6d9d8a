/** Which records each change writes: said once, for every kind of store. */
import type { StoreChange } from "./work-store.ts";

/** Tables and their keys. `units`, `checkpoints` and `outbox` are keyed by lease and unit. */
export const TABLES = ["meta", "leases", "units", "checkpoints", "outbox", "done", "findings"] as const;

export type Table = (typeof TABLES)[number];
export type Key = readonly (string | number)[];

/** A transaction that only writes. Nothing it writes is seen before all of it is. */
export interface TableWriter {
  put(table: Table, key: Key, value: unknown): void;
  remove(table: Table, key: Key): void;
  /** Removes every record whose key begins with `first`. */
  removeUnder(table: Table, first: string): void;
  clear(table: Table): void;
}

const UNDER_A_LEASE = ["leases", "units", "checkpoints", "outbox"] as const;

export function applyChange(tables: TableWriter, change: StoreChange): void {
  switch (change.kind) {
    case "identity":
      if (change.identity === null) forgetWork(tables);
      return putOrRemove(tables, "identity", change.identity);
    case "exchange":
      return putOrRemove(tables, "exchange", change.request);
    case "lease":
      tables.put("leases", [change.lease.leaseId], change.lease);
      return change.inputs.forEach((input, i) => tables.put("units", [change.lease.leaseId, change.firstUnit + i], input));
    case "renewal":
      return tables.put("leases", [change.lease.leaseId], change.lease);
    case "checkpoint":
      return tables.put("checkpoints", [change.key.leaseId, change.key.unit], change.checkpoint);
    case "outcome":
      return putOutcome(tables, change);
    case "forget-outcomes":
      return change.keys.forEach(({ leaseId, unit }) => tables.remove("outbox", [leaseId, unit]));
    case "drop-units":
      return change.keys.forEach(({ leaseId, unit }) => removeUnit(tables, [leaseId, unit]));
    case "drop-lease":
      return UNDER_A_LEASE.forEach((table) => tables.removeUnder(table, change.leaseId));
    case "finding":
      return tables.put("findings", [change.finding.foundAt, change.finding.batchId, change.finding.unit], change.finding);
    case "pace":
      return tables.put("meta", ["pace"], change.operationsPerMs);
    case "day":
      return tables.put("meta", ["day"], change.record);
  }
}

function putOrRemove(tables: TableWriter, name: string, value: unknown): void {
  if (value === null) tables.remove("meta", [name]);
  else tables.put("meta", [name], value);
}

function forgetWork(tables: TableWriter): void {
  tables.remove("meta", ["exchange"]);
  for (const table of UNDER_A_LEASE) tables.clear(table);
}

function putOutcome(tables: TableWriter, { leaseId, batchId, outcome, since }: Extract<StoreChange, { kind: "outcome" }>): void {
  removeUnit(tables, [leaseId, outcome.unit]);
  tables.put("outbox", [leaseId, outcome.unit], { outcome, since });
  if (outcome.outcome === "success") tables.put("done", [batchId, outcome.unit], true);
}

function removeUnit(tables: TableWriter, key: Key): void {
  tables.remove("units", key);
  tables.remove("checkpoints", key);
}
