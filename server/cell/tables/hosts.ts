/** Hosts of this cell, and what each has earned. */
import type { HostId, LeaseId, VolunteerId } from "../../../protocol/ids.ts";
import type { HostRecord, IdleReason } from "../../../protocol/messages.ts";
import type { AuditsOut } from "../../domain/holding.ts";
import type { Reputation } from "../../domain/trust.ts";
import type { Sql, SqlRow } from "../../sql/sql.ts";
import { number, optionalNumber, optionalText, text } from "../../sql/columns.ts";
import { newRecent } from "../recent.ts";

export interface Host {
  readonly hostId: HostId;
  /** Base64url of the 32 bytes of its Ed25519 key; empty once it is erased. */
  readonly publicKey: string;
  readonly name: string | undefined;
  /** Whose it is; a host that was never linked belongs to nobody else. */
  readonly volunteer: VolunteerId | undefined;
  readonly enrolledAt: number;
  readonly erasedAt: number | undefined;
  readonly prefix: string | null;
  readonly lastNonce: number;
  readonly wishedAt: number;
  readonly reputation: Reputation;
  /** The operator vouches for it: reliable from the start, for every kernel. */
  readonly vouched: boolean;
  /** Results under leases before this number count for nothing: the host was proven wrong. */
  readonly voidBefore: number;
  readonly auditsPassed: number;
  /** When the results came that were audited, of the latest audits passed: see `domain/holding.ts`. */
  readonly auditTimes: readonly number[];
  readonly auditsOut: AuditsOut;
  /** Units leased to it that it has not answered, and units that rest on its single result. */
  readonly inFlight: number;
  readonly held: number;
  /** Single results of its that are being audited. */
  readonly underAudit: number;
  readonly validated: number;
  readonly pending: number;
  readonly rejected: number;
  /** Credit granted, and credit that its pending results will have if they agree with their verdicts. */
  readonly microCobblestones: number;
  readonly unvested: number;
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

export type NewHost = Pick<Host, "hostId" | "publicKey" | "enrolledAt" | "prefix"> & { readonly lastNonce?: number };

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
    insert({ hostId, publicKey, enrolledAt, prefix, lastNonce = 0 }: NewHost): void {
      sql.all(
        "INSERT INTO hosts (id, public_key, enrolled_at, prefix, last_nonce) VALUES (?, ?, ?, ?, ?)",
        hostId,
        publicKey,
        enrolledAt,
        prefix,
        lastNonce,
      );
    },
    /** Writes what an exchange, a verdict or an expiry changes of a host. */
    save(host: Host): void {
      recent.set(host.hostId, host);
      sql.all(
        `UPDATE hosts SET prefix = ?, last_nonce = ?, wished_at = ?, trust = ?, vouched = ?, void_before = ?, audits_passed = ?, audit_times = ?,
           audits_out = ?, under_audit = ?, in_flight = ?, held = ?,
           validated = ?, pending = ?, rejected = ?, micro_cobblestones = ?, unvested = ?, last_exchange = ? WHERE id = ?`,
        host.prefix,
        host.lastNonce,
        host.wishedAt,
        JSON.stringify(host.reputation),
        host.vouched ? 1 : 0,
        host.voidBefore,
        host.auditsPassed,
        JSON.stringify(host.auditTimes),
        JSON.stringify(host.auditsOut),
        host.underAudit,
        host.inFlight,
        host.held,
        host.validated,
        host.pending,
        host.rejected,
        host.microCobblestones,
        host.unvested,
        host.lastExchange === undefined ? null : JSON.stringify(host.lastExchange),
        host.hostId,
      );
    },
    /** Writes what a person or the operator says about a host. */
    saveProfile(host: Host): void {
      recent.set(host.hostId, host);
      sql.all(
        "UPDATE hosts SET public_key = ?, name = ?, volunteer = ?, vouched = ?, erased_at = ?, last_nonce = ? WHERE id = ?",
        host.publicKey,
        host.name ?? null,
        host.volunteer ?? null,
        host.vouched ? 1 : 0,
        host.erasedAt ?? null,
        host.lastNonce,
        host.hostId,
      );
    },
    /** A volunteer's hosts, the oldest first. */
    ofVolunteer(volunteer: VolunteerId): Host[] {
      return sql.all("SELECT * FROM hosts WHERE volunteer = ? ORDER BY enrolled_at, id", volunteer).map(toHost);
    },
    /** Hosts that wished for work since an instant, or hold work now. */
    active(since: number): Host[] {
      return sql.all("SELECT * FROM hosts WHERE erased_at IS NULL AND (wished_at >= ? OR in_flight > 0)", since).map(toHost);
    },
  };
}

/** What a host may know of itself. */
export function recordOf(host: Host): HostRecord {
  const { hostId, name, volunteer, enrolledAt, validated, pending, rejected, microCobblestones, unvested, inFlight } = host;
  return {
    hostId,
    ...(name !== undefined && { name }),
    ...(volunteer !== undefined && { volunteerId: volunteer }),
    enrolledAt,
    validated,
    pending,
    rejected,
    microCobblestones,
    unvestedMicroCobblestones: unvested,
    inFlight,
  };
}

function toHost(row: SqlRow): Host {
  const last = optionalText(row, "last_exchange");
  return {
    hostId: text(row, "id") as HostId,
    publicKey: text(row, "public_key"),
    name: optionalText(row, "name"),
    volunteer: optionalText(row, "volunteer") as VolunteerId | undefined,
    enrolledAt: number(row, "enrolled_at"),
    erasedAt: optionalNumber(row, "erased_at"),
    prefix: optionalText(row, "prefix") ?? null,
    lastNonce: number(row, "last_nonce"),
    wishedAt: number(row, "wished_at"),
    reputation: JSON.parse(text(row, "trust")) as Reputation,
    vouched: number(row, "vouched") === 1,
    voidBefore: number(row, "void_before"),
    auditsPassed: number(row, "audits_passed"),
    auditTimes: JSON.parse(text(row, "audit_times")) as number[],
    auditsOut: JSON.parse(text(row, "audits_out")) as AuditsOut,
    underAudit: number(row, "under_audit"),
    inFlight: number(row, "in_flight"),
    held: number(row, "held"),
    validated: number(row, "validated"),
    pending: number(row, "pending"),
    rejected: number(row, "rejected"),
    microCobblestones: number(row, "micro_cobblestones"),
    unvested: number(row, "unvested"),
    lastExchange: last === undefined ? undefined : (JSON.parse(last) as AnsweredExchange),
  };
}
