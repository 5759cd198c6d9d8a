/** The browser's store. One database, one object store a table, keys as `apply-change.ts` names them. */
import type { IDBPDatabase, IDBPTransaction } from "idb";
import { applyChange, type Table, TABLES, type TableWriter } from "./apply-change.ts";
import { openDatabase } from "./database.ts";
import { parseOwnRecord, parseUnit, parseWork } from "./stored-records.ts";
import { MAX_FINDINGS, type WorkStore } from "./work-store.ts";

/** Opens the database. Rejects where the browser forbids storage. */
export async function openIndexedDbStore(): Promise<WorkStore> {
  const database = await openDatabase();
  await prune(database);
  return {
    commit: (changes) => write(database, (tables) => changes.forEach((change) => applyChange(tables, change))),
    work: () => readWork(database),
    ownRecord: () => readOwnRecord(database),
    async unit({ leaseId, unit }) {
      const key = [leaseId, unit];
      const [input, checkpoint] = await Promise.all([database.get("units", key), database.get("checkpoints", key)]);
      return parseUnit(input, checkpoint);
    },
    wipe: () => write(database, (tables) => TABLES.forEach((table) => tables.clear(table))),
    close: () => database.close(),
  };
}

/** All or nothing: a request that fails aborts the transaction, and `done` rejects. */
async function write(database: IDBPDatabase, change: (tables: TableWriter) => void): Promise<void> {
  const transaction = database.transaction(TABLES, "readwrite");
  try {
    change(writerOf(transaction));
  } catch (error) {
    // A value that cannot be cloned throws at once, and would leave what came before it to be committed.
    transaction.abort();
    await transaction.done.catch(() => undefined);
    throw error;
  }
  await transaction.done;
}

function writerOf(transaction: IDBPTransaction<unknown, typeof TABLES, "readwrite">): TableWriter {
  // A failed request aborts the transaction, which `write` awaits; its own promise adds nothing.
  const ignore = (request: Promise<unknown>): void => void request.catch(() => undefined);
  return {
    put: (table, key, value) => ignore(transaction.objectStore(table).put(value, [...key])),
    remove: (table, key) => ignore(transaction.objectStore(table).delete([...key])),
    // Arrays sort after strings and numbers: [first, []] is past every key that begins with `first`.
    removeUnder: (table, first) => ignore(transaction.objectStore(table).delete(IDBKeyRange.bound([first], [first, []]))),
    clear: (table) => ignore(transaction.objectStore(table).clear()),
  };
}

async function readWork(database: IDBPDatabase): ReturnType<WorkStore["work"]> {
  const read = database.transaction(TABLES);
  const meta = (name: string): Promise<unknown> => read.objectStore("meta").get([name]);
  const [identity, exchange, pace, leases, unitKeys, checkpointKeys, outbox] = await Promise.all([
    meta("identity"),
    meta("exchange"),
    meta("pace"),
    records(read, "leases"),
    read.objectStore("units").getAllKeys(),
    read.objectStore("checkpoints").getAllKeys(),
    records(read, "outbox"),
  ]);
  return parseWork({ identity, exchange, pace, leases, unitKeys, checkpointKeys, outbox });
}

async function readOwnRecord(database: IDBPDatabase): ReturnType<WorkStore["ownRecord"]> {
  const read = database.transaction(TABLES);
  const [doneKeys, findings, day] = await Promise.all([
    read.objectStore("done").getAllKeys(),
    read.objectStore("findings").getAll(),
    read.objectStore("meta").get(["day"]),
  ]);
  return parseOwnRecord(doneKeys, findings, day);
}

async function records(read: IDBPTransaction<unknown, typeof TABLES>, table: Table): Promise<{ key: unknown; value: unknown }[]> {
  const store = read.objectStore(table);
  const [keys, values] = await Promise.all([store.getAllKeys(), store.getAll()]);
  return keys.map((key, i) => ({ key, value: values[i] }));
}

/** Findings are keyed by time, so that the oldest come first. */
async function prune(database: IDBPDatabase): Promise<void> {
  const keys = await database.getAllKeys("findings");
  const oldest = keys.slice(0, -MAX_FINDINGS);
  await Promise.all(oldest.map((key) => database.delete("findings", key)));
}
