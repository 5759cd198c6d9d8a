/** Open and lately used codes that link a host to a volunteer. Only their digests are stored. */
import type { HostId } from "../../../protocol/ids.ts";
import { number, optionalText, text } from "../../sql/columns.ts";
import type { Sql, SqlRow } from "../../sql/sql.ts";

export interface LinkCode {
  readonly digest: string;
  /** The host that showed it. */
  readonly host: HostId;
  readonly expiresAt: number;
  /** The host that used it up. */
  readonly redeemedBy: HostId | undefined;
}

export type LinkCodeTable = ReturnType<typeof linkCodeTable>;

export function linkCodeTable(sql: Sql) {
  return {
    find(digest: string): LinkCode | undefined {
      const [row] = sql.all("SELECT * FROM link_codes WHERE digest = ?", digest);
      return row === undefined ? undefined : toLinkCode(row);
    },
    insert({ digest, host, expiresAt, redeemedBy }: LinkCode): void {
      sql.all("INSERT INTO link_codes VALUES (?, ?, ?, ?)", digest, host, expiresAt, redeemedBy ?? null);
    },
    redeem(digest: string, by: HostId): void {
      sql.all("UPDATE link_codes SET redeemed_by = ? WHERE digest = ?", by, digest);
    },
    removeExpired(now: number): void {
      sql.all("DELETE FROM link_codes WHERE expires_at <= ?", now);
    },
    /** Ends the oldest open codes of a host, but for so many. */
    keepNewest(host: HostId, most: number): void {
      sql.all(
        `DELETE FROM link_codes WHERE digest IN (
           SELECT digest FROM link_codes WHERE host = ? AND redeemed_by IS NULL ORDER BY expires_at DESC, rowid DESC LIMIT -1 OFFSET ?)`,
        host,
        most,
      );
    },
    /** Removes what a host showed and what it used. */
    removeAll(host: HostId): void {
      sql.all("DELETE FROM link_codes WHERE host = ?1 OR redeemed_by = ?1", host);
    },
  };
}

function toLinkCode(row: SqlRow): LinkCode {
  return {
    digest: text(row, "digest"),
    host: text(row, "host") as HostId,
    expiresAt: number(row, "expires_at"),
    redeemedBy: optionalText(row, "redeemed_by") as HostId | undefined,
  };
}
