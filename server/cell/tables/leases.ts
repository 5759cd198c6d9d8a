/** Leases, kept after their end as the record of who was asked what. */
import type { HostId } from "../../../protocol/ids.ts";
import { MAX_LEASE_UNITS } from "../../../protocol/limits.ts";
import type { Lease, LeaseState } from "../../domain/lease.ts";
import type { Sql, SqlRow } from "../../sql/sql.ts";
import { number, text } from "../../sql/columns.ts";
import { newRecent } from "../recent.ts";

export type NewLease = Pick<Lease, "host" | "batch" | "first" | "count" | "issuedAt" | "deadline">;

export type LeaseTable = ReturnType<typeof leaseTable>;

export function leaseTable(sql: Sql) {
  // An open lease is issued, reported under once or twice, and closed: it need not be read for that.
  const recent = newRecent<number, Lease>();
  // Spares a question at every exchange; after a restart, and where somebody else made leases due, it is asked.
  let mayBeDue = true;

  return {
    forget(): void {
      recent.forget();
      mayBeDue = true;
    },
    issue(lease: NewLease): Lease {
      const [row] = sql.all(
        `INSERT INTO leases (host, batch, first, count, issued_at, deadline, state)
         VALUES (?, ?, ?, ?, ?, ?, 'open') RETURNING number`,
        lease.host,
        lease.batch,
        lease.first,
        lease.count,
        lease.issuedAt,
        lease.deadline,
      );
      if (row === undefined) throw new Error("an insert returned no row");
      const issued: Lease = { ...lease, number: number(row, "number"), state: "open", returned: [], answered: 0, heldAt: 0 };
      recent.set(issued.number, issued);
      return issued;
    },
    find(leaseNumber: number): Lease | undefined {
      const known = recent.get(leaseNumber);
      if (known !== undefined) return known;
      const [row] = sql.all("SELECT * FROM leases WHERE number = ?", leaseNumber);
      return row === undefined ? undefined : toLease(row);
    },
    save(lease: Lease): void {
      if (lease.state === "open") recent.set(lease.number, lease);
      else recent.delete(lease.number);
      sql.all(
        "UPDATE leases SET deadline = ?, state = ?, answered = ?, returned = ?, held_at = ? WHERE number = ?",
        lease.deadline,
        lease.state,
        lease.answered,
        JSON.stringify(lease.returned),
        lease.heldAt,
        lease.number,
      );
    },
    open(batch: number): Lease[] {
      return sql.all("SELECT * FROM leases WHERE batch = ? AND state = 'open' ORDER BY first", batch).map(toLease);
    },
    openOf(host: HostId): Lease[] {
      return sql.all("SELECT * FROM leases WHERE host = ? AND state = 'open'", host).map(toLease);
    },
    /** Open leases whose run covers the unit, whether or not it is answered already. */
    openCovering(batch: number, unit: number): Lease[] {
      return sql
        .all(
          `SELECT * FROM leases WHERE state = 'open' AND batch = ? AND first BETWEEN ? AND ? AND first + count > ?`,
          batch,
          unit - MAX_LEASE_UNITS,
          unit,
          unit,
        )
        .map(toLease);
    },
    /** Makes due what is held under a host's leases, of those whose last such result came at an instant or before. */
    makeDue(host: HostId, until: number): void {
      const rows = sql.all(
        "UPDATE leases SET state = 'due' WHERE state = 'held' AND held_at > 0 AND host = ? AND held_at <= ? RETURNING 1",
        host,
        until,
      );
      mayBeDue ||= rows.length > 0;
    },
    /** Makes due all that is held in a batch. */
    makeBatchDue(batch: number): void {
      const rows = sql.all("UPDATE leases SET state = 'due' WHERE state = 'held' AND batch = ? RETURNING 1", batch);
      mayBeDue ||= rows.length > 0;
    },
    due(limit: number): Lease[] {
      if (!mayBeDue) return [];
      const leases = sql.all("SELECT * FROM leases WHERE state = 'due' AND held_at > 0 LIMIT ?", limit).map(toLease);
      mayBeDue = leases.length === limit;
      return leases;
    },
    /** The newest held lease of each of some hosts. */
    lastHeld(batch: number, limit: number): Lease[] {
      return sql
        .all(
          "SELECT *, max(number) FROM leases WHERE state = 'held' AND held_at > 0 AND batch = ? GROUP BY host ORDER BY number LIMIT ?",
          batch,
          limit,
        )
        .map(toLease);
    },
    lastHeldBy(host: HostId): Lease | undefined {
      const [row] = sql.all(
        "SELECT * FROM leases WHERE state = 'held' AND held_at > 0 AND host = ? ORDER BY held_at DESC, number DESC LIMIT 1",
        host,
      );
      return row === undefined ? undefined : toLease(row);
    },
    /** The number that the next lease will have. */
    nextNumber(): number {
      const [row] = sql.all("SELECT max(number) AS last FROM leases");
      return Number(row?.["last"] ?? 0) + 1;
    },
    overdue(now: number): Lease[] {
      return sql.all("SELECT * FROM leases WHERE state = 'open' AND deadline <= ? ORDER BY deadline", now).map(toLease);
    },
    nextDeadline(): number | undefined {
      const [row] = sql.all("SELECT min(deadline) AS deadline FROM leases WHERE state = 'open'");
      const deadline = row?.["deadline"];
      return typeof deadline === "number" ? deadline : undefined;
    },
  };
}

function toLease(row: SqlRow): Lease {
  return {
    number: number(row, "number"),
    host: text(row, "host") as HostId,
    batch: number(row, "batch"),
    first: number(row, "first"),
    count: number(row, "count"),
    issuedAt: number(row, "issued_at"),
    deadline: number(row, "deadline"),
    state: text(row, "state") as LeaseState,
    answered: number(row, "answered"),
    heldAt: number(row, "held_at"),
    returned: JSON.parse(text(row, "returned")) as number[],
  };
}
