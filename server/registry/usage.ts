/** What each quota account has used today. Days before are forgotten. */
import type { KeyId } from "../../protocol/ids.ts";
import { dayOf, drawOn, type QuotaVerdict } from "../domain/quota.ts";
import { number } from "../sql/columns.ts";
import type { Sql } from "../sql/sql.ts";

export const USAGE_TABLE = `CREATE TABLE usage (
    account TEXT NOT NULL, day INTEGER NOT NULL, units INTEGER NOT NULL, blob_bytes INTEGER NOT NULL,
    PRIMARY KEY (account, day)) WITHOUT ROWID`;

export interface Used {
  readonly units: number;
  readonly blobBytes: number;
}

const COLUMNS = { units: "units", blobBytes: "blob_bytes" } as const;

export type Usage = ReturnType<typeof usage>;

export function usage(sql: Sql) {
  function today(account: KeyId, now: number): Used {
    const [row] = sql.all("SELECT * FROM usage WHERE account = ? AND day = ?", account, dayOf(now));
    return row === undefined ? { units: 0, blobBytes: 0 } : { units: number(row, "units"), blobBytes: number(row, "blob_bytes") };
  }

  return {
    today,
    /** Takes so much of what a day allows, or nothing. A negative amount gives back. */
    draw(account: KeyId, what: keyof Used, limit: number, amount: number, now: number): QuotaVerdict {
      const verdict = drawOn(limit, today(account, now)[what], amount);
      if (!verdict.ok) return verdict;
      const day = dayOf(now);
      sql.all("DELETE FROM usage WHERE account = ? AND day < ?", account, day);
      sql.all("INSERT OR IGNORE INTO usage VALUES (?, ?, 0, 0)", account, day);
      sql.all(`UPDATE usage SET ${COLUMNS[what]} = ? WHERE account = ? AND day = ?`, Math.max(0, verdict.used), account, day);
      return verdict;
    },
  };
}
