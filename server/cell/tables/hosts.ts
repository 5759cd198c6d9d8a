/** Hosts of this cell, and what each has earned. */
import type { HostId, LeaseId } from "../../../protocol/ids.ts";
import type { HostRecord, IdleReason } from "../../../protocol/messages.ts";
import type { Sql, SqlRow } from "../../sql/sql.ts";
import { number, text } from "../../sql/columns.ts";
import { newRecent } from "../recent.ts";

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

export type HostTable = ReturnType<typeof hostTable>;

export function hostTable(sql: Sql) {
  const recent = newRecent<HostId, Host>();

  function read(id: HostId): Host | undefined {
    const [row] = sql.all("SELECT * FROM hosts WHERE id = ?", id);
    const host = row === undefined ? undefined : toHost(row);
    if (host !== undefined) recent.set(id, host);
    return host;
  }

  return {
    forget: () => recent.forget(),
    find: (id: HostId): Host | undefined => recent.get(id) ?? read(id),
    insert(id: HostId, keyDigest: string, now: number): void {
      sql.all("INSERT INTO hosts (id, key_digest, enrolled_at) VALUES (?, ?, ?)", id, keyDigest, now);
    },
    save(host: Host): void {
      recent.set(host.hostId, host);
      sql.all(
        `UPDATE hosts SET validated = ?, pending = ?, rejected = ?, micro_cobblestones = ?, last_exchange = ? WHERE id = ?`,
        host.validated,
        host.pending,
        host.rejected,
        host.microCobblestones,
        host.lastExchange === undefined ? null : JSON.stringify(host.lastExchange),
        host.hostId,
      );
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
