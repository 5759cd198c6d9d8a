/** Hosts of this cell, and what each has earned. */
import type { HostId, LeaseId } from "../../../protocol/ids.ts";
import type { HostRecord, IdleReason } from "../../../protocol/messages.ts";
import type { Sql, SqlRow } from "../../sql/sql.ts";
import { number, text } from "../../sql/columns.ts";

export interface Host extends HostRecord {
  readonly keyDigest: string;
  /** What was answered last, so that a repeated exchange is answered as it was first. */
  readonly lastExchange: AnsweredExchange | undefined;
}

/** An exchange reply without what can be read from the leases themselves. */
export interface AnsweredExchange {
  readonly id: string;
  readonly at: number;
  readonly stored: number;
  readonly leases: readonly number[];
  readonly renewed: readonly { readonly leaseId: LeaseId; readonly deadline: number }[];
  readonly idleReason?: IdleReason;
}

/** What a transaction adds to a host's counts. */
export interface HostChange {
  validated: number;
  pending: number;
  rejected: number;
  microCobblestones: number;
}

export type HostTable = ReturnType<typeof hostTable>;

export function hostTable(sql: Sql) {
  return {
    find(id: HostId): Host | undefined {
      const [row] = sql.all("SELECT * FROM hosts WHERE id = ?", id);
      return row === undefined ? undefined : toHost(row);
    },
    insert(id: HostId, keyDigest: string, now: number): void {
      sql.all("INSERT INTO hosts (id, key_digest, enrolled_at) VALUES (?, ?, ?)", id, keyDigest, now);
    },
    change(id: HostId, by: HostChange): void {
      sql.all(
        `UPDATE hosts SET validated = validated + ?, pending = pending + ?, rejected = rejected + ?,
           micro_cobblestones = micro_cobblestones + ? WHERE id = ?`,
        by.validated,
        by.pending,
        by.rejected,
        by.microCobblestones,
        id,
      );
    },
    rememberExchange(id: HostId, exchange: AnsweredExchange): void {
      sql.all("UPDATE hosts SET last_exchange = ? WHERE id = ?", JSON.stringify(exchange), id);
    },
  };
}

/** What a host may know of itself. */
export function recordOf({ hostId, enrolledAt, validated, pending, rejected, microCobblestones }: Host): HostRecord {
  return { hostId, enrolledAt, validated, pending, rejected, microCobblestones };
}

function toHost(row: SqlRow): Host {
  const last = row["last_exchange"];
  return {
    hostId: text(row, "id") as HostId,
    keyDigest: text(row, "key_digest"),
    enrolledAt: number(row, "enrolled_at"),
    validated: number(row, "validated"),
    pending: number(row, "pending"),
    rejected: number(row, "rejected"),
    microCobblestones: number(row, "micro_cobblestones"),
    lastExchange: typeof last === "string" ? (JSON.parse(last) as AnsweredExchange) : undefined,
  };
}
