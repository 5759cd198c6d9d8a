/** The one database of this origin: who this host is, and the work it holds. */
import { type IDBPDatabase, type IDBPTransaction, openDB } from "idb";
import { TABLES } from "./apply-change.ts";

const DATABASE = "manyhands";

/** Raised when tables change; `upgrade` then says how. Records that no longer parse are dropped anyway. */
const VERSION = 2;

/** Holds the host's key, under the key of the same name. */
export const KEYS = "keys";

type Upgrade = IDBPTransaction<unknown, string[], "versionchange">;

/** Opens the database, and makes it where there is none. Rejects where the browser forbids storage. */
export const openDatabase = (): Promise<IDBPDatabase> => open(true);

/** Opens the database, or gives undefined where nothing was ever kept: looking leaves no trace. */
export async function openExistingDatabase(): Promise<IDBPDatabase | undefined> {
  try {
    return await open(false);
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") return undefined;
    throw error;
  }
}

function open(mayMake: boolean): Promise<IDBPDatabase> {
  return openDB(DATABASE, VERSION, {
    upgrade(database, oldVersion, _newVersion, transaction) {
      if (oldVersion === 0 && !mayMake) return giveUp(transaction);
      if (oldVersion === 0) TABLES.forEach((table) => database.createObjectStore(table));
      if (oldVersion === 1) forgetBearer(transaction);
      database.createObjectStore(KEYS);
    },
    // A newer page wants to upgrade: it must not wait for this tab to be closed.
    blocking: (_current, _wanted, event) => (event.target as IDBDatabase).close(),
  });
}

function giveUp(transaction: Upgrade): void {
  // The opening rejects with the same error, which is what is awaited.
  transaction.done.catch(() => undefined);
  transaction.abort();
}

/** Hosts of the first version had a secret of the server's making instead of a key. What they held was leased to a name nobody has now. */
function forgetBearer(transaction: Upgrade): void {
  const gone = ["leases", "units", "checkpoints", "outbox"].map((table) => transaction.objectStore(table).clear());
  const meta = ["identity", "exchange"].map((name) => transaction.objectStore("meta").delete([name]));
  // A failed request aborts the upgrade, and with it the opening, which is what is awaited.
  for (const request of [...gone, ...meta]) void request.catch(() => undefined);
}
