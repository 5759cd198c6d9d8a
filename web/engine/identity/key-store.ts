/** Where the host's key stays between visits. It is looked up each time: another tab may have erased it. */
import { KEYS, openDatabase, openExistingDatabase } from "../store/database.ts";
import type { SigningKey } from "../../../protocol/identity/signing-key.ts";
import { type HostKey, hostKeySchema, makeHostKey, signingKeyOf } from "./host-key.ts";

export interface KeyStore {
  /** The key that is kept; undefined where there is none, or it is spoilt. Leaves no trace. */
  find(): Promise<HostKey | undefined>;
  /** Makes a key and keeps it. Where another was kept meanwhile, that one comes back. */
  make(): Promise<HostKey>;
  forget(): Promise<void>;
}

/** The key that is kept, which is made where there is none. Rejects where nothing can be stored. */
export const ensureKey = async (store: KeyStore): Promise<HostKey> => (await store.find()) ?? store.make();

/** The key that is kept, for signing. Rejects where there is none: nobody asked for one to be made. */
export async function keptKey(store: KeyStore): Promise<SigningKey> {
  const key = await store.find();
  if (key === undefined) throw new Error("this device has no key");
  return signingKeyOf(key);
}

const NAME = "host";

/** In IndexedDB, which can hold a key that no script can read. Rejects where the browser forbids storage. */
export const indexedDbKeyStore: KeyStore = {
  async find() {
    const database = await openExistingDatabase();
    if (database === undefined) return undefined;
    try {
      return parsed(await database.get(KEYS, NAME));
    } finally {
      database.close();
    }
  },
  async make() {
    const key = await makeHostKey();
    const database = await openDatabase();
    try {
      // One transaction, so that of two tabs that start together one makes the key and the other takes it.
      const transaction = database.transaction(KEYS, "readwrite");
      const kept = parsed(await transaction.store.get(NAME));
      if (kept === undefined) await transaction.store.put(key, NAME);
      await transaction.done;
      return kept ?? key;
    } finally {
      database.close();
    }
  },
  async forget() {
    const database = await openExistingDatabase();
    await database?.delete(KEYS, NAME);
    database?.close();
  },
};

/** For a host that ends with its process, and for tests. */
export function memoryKeyStore(): KeyStore {
  let kept: HostKey | undefined;
  return {
    find: async () => kept,
    async make() {
      const key = await makeHostKey();
      return (kept ??= key);
    },
    async forget() {
      kept = undefined;
    },
  };
}

function parsed(raw: unknown): HostKey | undefined {
  const result = hostKeySchema.safeParse(raw);
  return result.success ? result.data : undefined;
}
