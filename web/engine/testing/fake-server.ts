/**
 * A server in memory for tests: one batch, leases with deadlines, idempotent exchanges, and the
 * refusals of the real one. It also keeps the books by which tests catch a machine that cheats.
 */
import { batchIdSchema, type HostId, hostIdSchema, type LeaseId, makeLeaseId } from "../../../protocol/ids.ts";
import type { ExchangeReply, ExchangeRequest, HostRecord, Lease } from "../../../protocol/messages.ts";
import { ProblemError } from "../../../protocol/problem.ts";

export const BATCH = batchIdSchema.parse("baaaaaaaaaaaaaaaa");
export const HOST = hostIdSchema.parse("haaaaaaaaaaaaaaaa");
export const KERNEL = { id: "toy", version: "1.0.0" } as const;

/** Terms a lease may be held in all. */
const MOST_TERMS = 10;

interface ServerLease {
  readonly leaseId: LeaseId;
  readonly host: HostId;
  readonly units: readonly number[];
  readonly issuedAt: number;
  deadline: number;
}

export interface FakeServerOptions {
  readonly units: number;
  readonly leaseMs: number;
  readonly inputOf?: (unit: number) => string;
  readonly kernel?: { readonly id: string; readonly version: string };
}

export class FakeServer {
  readonly leases = new Map<LeaseId, ServerLease>();
  /** `lease/unit` → what was stored for it. */
  readonly stored = new Map<string, string>();
  readonly exchanges = new Map<string, { readonly body: string; readonly reply: ExchangeReply }>();
  #hosts = new Set<HostId>();
  #waiting: number[];
  readonly #options: FakeServerOptions;

  constructor(options: FakeServerOptions) {
    this.#options = options;
    this.#waiting = Array.from({ length: options.units }, (_, i) => i);
  }

  enrol(hostId: HostId = HOST): { readonly hostId: HostId } {
    this.#hosts.add(hostId);
    return { hostId };
  }

  record(hostId: HostId): HostRecord {
    this.checkHost(hostId);
    return {
      hostId,
      enrolledAt: 0,
      validated: 0,
      pending: this.stored.size,
      rejected: 0,
      microCobblestones: 0,
      unvestedMicroCobblestones: 0,
      inFlight: 0,
    };
  }

  forgetHosts(): void {
    this.#hosts.clear();
  }

  /** Refuses a host that is not enrolled. */
  checkHost(hostId: HostId): void {
    if (!this.#hosts.has(hostId)) throw new ProblemError("unknown-host", "enrol first");
  }

  /** Units nobody holds and nobody finished. */
  get waiting(): number {
    return this.#waiting.length;
  }

  exchange(host: HostId, request: ExchangeRequest, now: number): ExchangeReply {
    this.checkHost(host);
    const body = JSON.stringify(request);
    const before = this.exchanges.get(request.exchangeId);
    if (before !== undefined) {
      if (before.body !== body) throw new Error("an exchange was repeated with another body");
      return before.reply;
    }
    this.#expire(now);
    this.#check(host, request);
    const reply = this.#answer(host, request, now);
    this.exchanges.set(request.exchangeId, { body, reply });
    return reply;
  }

  #expire(now: number): void {
    for (const lease of this.leases.values()) {
      if (lease.deadline > now) continue;
      this.leases.delete(lease.leaseId);
      this.#waiting.push(...lease.units.filter((unit) => !this.stored.has(`${lease.leaseId}/${unit}`)));
    }
  }

  #check(host: HostId, request: ExchangeRequest): void {
    request.reports.forEach(({ leaseId, outcomes }, i) => {
      outcomes.forEach((outcome, j) => {
        const known = this.stored.get(`${leaseId}/${outcome.unit}`);
        const field = `/reports/${i}/outcomes/${j}/unit`;
        if (known !== undefined && known !== JSON.stringify(outcome)) refuse("conflicting-result", field);
        if (known === undefined && this.leases.get(leaseId)?.host !== host) refuse("expired-lease", field);
      });
    });
  }

  #answer(host: HostId, request: ExchangeRequest, now: number): ExchangeReply {
    let stored = 0;
    for (const { leaseId, outcomes } of request.reports) {
      for (const outcome of outcomes) {
        const key = `${leaseId}/${outcome.unit}`;
        if (outcome.outcome === "returned" && !this.stored.has(key)) this.#waiting.push(outcome.unit);
        this.stored.set(key, JSON.stringify(outcome));
        stored += 1;
      }
    }
    const renewed = request.renewals.flatMap((leaseId) => this.#renew(leaseId, host, now));
    const reply = { serverTime: now, stored, leases: this.#issue(host, request, now), renewed };
    if (request.wish === undefined || reply.leases.length > 0) return reply;
    return { ...reply, idleReason: "no-work", askAgainSeconds: 10 };
  }

  #renew(leaseId: LeaseId, host: HostId, now: number): { leaseId: LeaseId; deadline: number }[] {
    const lease = this.leases.get(leaseId);
    if (lease?.host !== host) return [];
    const { leaseMs } = this.#options;
    lease.deadline = Math.max(lease.deadline, Math.min(now + leaseMs, lease.issuedAt + MOST_TERMS * leaseMs));
    return [{ leaseId, deadline: lease.deadline }];
  }

  #issue(host: HostId, { wish }: ExchangeRequest, now: number): Lease[] {
    if (wish === undefined || wish.avoid?.includes(BATCH) === true || this.#waiting.length === 0) return [];
    const most = Math.min(wish.maxUnits, Math.max(wish.minUnits, wish.operationsPerSecond > 0 ? 6 : 0));
    this.#waiting.sort((a, b) => a - b);
    const first = this.#waiting[0] ?? 0;
    const units = this.#waiting.filter((unit, i) => i < most && unit === first + i);
    this.#waiting = this.#waiting.slice(units.length);
    const leaseId = makeLeaseId(this.leases.size + this.stored.size * 1000 + this.exchanges.size * 1_000_000 + 1);
    const deadline = now + this.#options.leaseMs;
    this.leases.set(leaseId, { leaseId, host, units, issuedAt: now, deadline });
    const inputs = units.map(this.#options.inputOf ?? (() => "AAAA"));
    return [{ leaseId, batchId: BATCH, kernel: this.#options.kernel ?? KERNEL, issuedAt: now, deadline, firstUnit: first, inputs }];
  }
}

function refuse(kind: ConstructorParameters<typeof ProblemError>[0], field: string): never {
  throw new ProblemError(kind, kind, [{ field, expected: "" }]);
}
