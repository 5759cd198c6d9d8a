/**
 * The batches of a deployment in the order of submission, and the requests that brought them. A batch is listed once
 * all its rows are in and before it is opened, so that the first of several equal requests to come this far is the one.
 */
import type { BatchId, ResearcherId } from "../../protocol/ids.ts";
import { text } from "../sql/columns.ts";
import type { Sql } from "../sql/sql.ts";

export const BATCHES_TABLE = "CREATE TABLE batches (position INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, listed_at INTEGER NOT NULL)";

/* owner: empty for the operator. request: the SHA-256 of all that makes a request this one. */
export const SUBMISSIONS_TABLE = `CREATE TABLE submissions (
    owner TEXT NOT NULL, key TEXT NOT NULL, request TEXT NOT NULL, batch TEXT NOT NULL, made_at INTEGER NOT NULL,
    PRIMARY KEY (owner, key)) WITHOUT ROWID`;

/** How long a key is remembered: two days, so that who tries again tomorrow is still understood. */
const REMEMBERED_MS = 172_800_000;

/** The request behind a submission that names an idempotency key. */
export interface OnceOnly {
  readonly owner: ResearcherId | null;
  readonly key: string;
  readonly request: string;
}

/** `same`: this request was made before, and its batch is another one. `conflict`: its key was another request's. */
export type Listing = { readonly kind: "listed" | "conflict" } | { readonly kind: "same"; readonly batch: BatchId };

export type BatchList = ReturnType<typeof batchList>;

export function batchList(sql: Sql) {
  function before({ owner, key, request }: OnceOnly, now: number): Listing | undefined {
    const query = "SELECT request, batch FROM submissions WHERE owner = ? AND key = ? AND made_at > ?";
    const [row] = sql.all(query, owner ?? "", key, now - REMEMBERED_MS);
    if (row === undefined) return undefined;
    return text(row, "request") === request ? { kind: "same", batch: text(row, "batch") as BatchId } : { kind: "conflict" };
  }

  return {
    before,
    /** Whether a key was used at all. */
    isKnown(owner: ResearcherId | null, key: string, now: number): boolean {
      const query = "SELECT 1 FROM submissions WHERE owner = ? AND key = ? AND made_at > ?";
      return sql.all(query, owner ?? "", key, now - REMEMBERED_MS).length > 0;
    },
    /** Lists a batch, unless its request was made before. Listing it again changes nothing. */
    list(id: BatchId, once: OnceOnly | undefined, now: number): Listing {
      const known = once && before(once, now);
      if (known !== undefined && !(known.kind === "same" && known.batch === id)) return known;
      sql.all("INSERT OR IGNORE INTO batches (id, listed_at) VALUES (?, ?)", id, now);
      if (once === undefined) return { kind: "listed" };
      sql.all("DELETE FROM submissions WHERE made_at <= ?", now - REMEMBERED_MS);
      sql.all("INSERT OR REPLACE INTO submissions VALUES (?, ?, ?, ?, ?)", once.owner ?? "", once.key, once.request, id, now);
      return { kind: "listed" };
    },
    /** Forgets a request whose batch is no more: it was never opened. */
    forget({ owner, key }: OnceOnly, batch: BatchId): void {
      sql.all("DELETE FROM submissions WHERE owner = ? AND key = ? AND batch = ?", owner ?? "", key, batch);
    },
    /** Newest first. */
    newest(limit: number): BatchId[] {
      return sql.all("SELECT id FROM batches ORDER BY position DESC LIMIT ?", limit).map((row) => text(row, "id") as BatchId);
    },
  };
}
