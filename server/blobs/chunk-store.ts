/** Blobs as rows of SQLite: an upload grows by chunks, and becomes a blob in one step when all of it is there. */
import { bytes as bytesIn, number, text } from "../sql/columns.ts";
import { migrate, type Migrations, type Sql } from "../sql/sql.ts";

/** Bytes of one row; a Durable Object's rows may have two million, so that a chunk fits with room. */
export const CHUNK_BYTES = 1_048_576;

/** An upload that has not ended after this long was cut. */
const ABANDONED_AFTER_MS = 3_600_000;

const MIGRATIONS: Migrations = [
  "CREATE TABLE uploads (number INTEGER PRIMARY KEY AUTOINCREMENT, begun_at INTEGER NOT NULL)",
  "CREATE TABLE chunks (upload INTEGER NOT NULL, position INTEGER NOT NULL, bytes BLOB NOT NULL)",
  "CREATE UNIQUE INDEX chunks_in_order ON chunks (upload, position)",
  "CREATE TABLE blobs (digest TEXT PRIMARY KEY, upload INTEGER NOT NULL, bytes INTEGER NOT NULL) WITHOUT ROWID",
];

export interface ChunkStore {
  /** Begins an upload and answers with its number. What was cut an hour ago is swept away on the way. */
  begin(now: number): number;
  /** Adds a chunk. False when the upload is gone, because it took too long. */
  append(upload: number, position: number, chunk: ArrayBuffer): boolean;
  /** Makes the upload the blob of that digest, whose bytes the caller has checked. */
  finish(upload: number, digest: string, bytes: number): boolean;
  drop(upload: number): void;
  size(digest: string): number | undefined;
  chunk(digest: string, position: number): Uint8Array<ArrayBuffer> | undefined;
  /** Those of the digests that are not here. */
  missing(digests: readonly string[]): string[];
}

export function openChunkStore(sql: Sql): ChunkStore {
  migrate(sql, MIGRATIONS);
  const drop = (upload: number): void => {
    sql.all("DELETE FROM chunks WHERE upload = ?", upload);
    sql.all("DELETE FROM uploads WHERE number = ?", upload);
  };
  const isOpen = (upload: number): boolean => sql.all("SELECT 1 FROM uploads WHERE number = ?", upload).length > 0;
  const size = (digest: string): number | undefined => {
    const [row] = sql.all("SELECT bytes FROM blobs WHERE digest = ?", digest);
    return row && number(row, "bytes");
  };
  return {
    begin: (now) =>
      sql.transaction(() => {
        const cut = sql.all("SELECT number FROM uploads WHERE begun_at < ?", now - ABANDONED_AFTER_MS);
        for (const row of cut) drop(number(row, "number"));
        const [row] = sql.all("INSERT INTO uploads (begun_at) VALUES (?) RETURNING number", now);
        if (row === undefined) throw new Error("an insert returned nothing");
        return number(row, "number");
      }),
    append: (upload, position, chunk) =>
      sql.transaction(() => {
        if (!isOpen(upload)) return false;
        sql.all("INSERT INTO chunks VALUES (?, ?, ?)", upload, position, chunk);
        return true;
      }),
    finish: (upload, digest, bytes) =>
      sql.transaction(() => {
        if (!isOpen(upload)) return false;
        // Another upload of the same bytes may have been quicker.
        if (size(digest) !== undefined) drop(upload);
        else sql.all("INSERT INTO blobs VALUES (?, ?, ?)", digest, upload, bytes);
        // A blob's chunks stay under the number, and no sweep finds it any more.
        sql.all("DELETE FROM uploads WHERE number = ?", upload);
        return true;
      }),
    drop: (upload) => sql.transaction(() => (isOpen(upload) ? drop(upload) : undefined)),
    size,
    chunk(digest, position) {
      const query = "SELECT c.bytes FROM blobs b JOIN chunks c ON c.upload = b.upload WHERE b.digest = ? AND c.position = ?";
      const [row] = sql.all(query, digest, position);
      return row && bytesIn(row, "bytes");
    },
    missing(digests) {
      const query = "SELECT value AS digest FROM json_each(?) WHERE value NOT IN (SELECT digest FROM blobs)";
      return sql.all(query, JSON.stringify(digests)).map((row) => text(row, "digest"));
    },
  };
}
