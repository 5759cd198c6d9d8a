/**
 * Rows that were read or written lately, kept in memory. The object is the only writer of its database, so what it
 * remembers is what is stored; a transaction that was taken back makes it forget everything.
 */

/** Rows to remember of a table: a few hundred bytes each, so some tens of megabytes of an object's 128. */
const MOST_ROWS = 20_000;

export interface Recent<K, V> {
  get(key: K): V | undefined;
  set(key: K, value: V): void;
  delete(key: K): void;
  forget(): void;
}

export function newRecent<K, V>(most: number = MOST_ROWS): Recent<K, V> {
  const rows = new Map<K, V>();
  return {
    get: (key) => rows.get(key),
    set(key, value) {
      rows.delete(key);
      rows.set(key, value);
      if (rows.size <= most) return;
      // A map keeps its keys in the order in which they were set: the first is the oldest.
      for (const oldest of rows.keys()) {
        rows.delete(oldest);
        return;
      }
    },
    delete: (key) => void rows.delete(key),
    forget: () => rows.clear(),
  };
}
