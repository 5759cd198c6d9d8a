/** A cell with a toy kernel, driven without sockets: the words the tests are written in. */
import { digestOf, toBase64 } from "../../../protocol/digest.ts";
import { type BatchId, type HostId, makeBatchId, makeHostId } from "../../../protocol/ids.ts";
import { encodeRow } from "../../../protocol/layout/row-bytes.ts";
import type { Assurance, ExchangeReply, ExchangeRequest, Lease, Outcome, Policy, Priority } from "../../../protocol/messages.ts";
import { type Manifest, manifestSchema } from "../../../worker-kernels/contract.ts";
import type { BatchProject } from "../../domain/batch.ts";
import { decidePolicy } from "../../domain/policy.ts";
import { enrolledHost } from "../caller.ts";
import type { Certify } from "../certify.ts";
import { exchange } from "../exchange.ts";
import { expireLeases } from "../expiry.ts";
import type { Sql } from "../../sql/sql.ts";
import { type CellStore, openCellStore } from "../store.ts";
import { appendUnits, beginBatch, openBatch } from "../submission.ts";
import type { Host } from "../tables/hosts.ts";
import { nodeSql } from "../../sql/node-sql.ts";

/** Doubles a number. */
export const doubler: Manifest = manifestSchema.parse({
  contract: 1,
  id: "doubler",
  version: "1.0.0",
  title: "Doubler",
  purpose: "Doubles a number.",
  input: { fields: [{ name: "x", type: "u32", description: "a number" }] },
  output: { fields: [{ name: "y", type: "u64", description: "twice the number" }] },
  cost: { base: 432_000, perField: {} },
  comparison: "exact",
  assurance: ["quorum", "certificate", "adaptive"],
  picture: { field: "y", caption: "the double" },
});

/** Whoever says that he doubled has not shown that he tried: some are asked again. */
export const auditedDoubler: Manifest = { ...doubler, id: "audited-doubler", effort: "audited" };

/** Doubles within one. */
export const roundDoubler: Manifest = { ...doubler, id: "round-doubler", comparison: { fields: { y: { absolute: 1 } } } };

export const output = (y: number): string => toBase64(encodeRow(doubler.output, { y: String(y) }));

export function success(unit: number, y = unit * 2): Outcome {
  const bytes = encodeRow(doubler.output, { y: String(y) });
  return { outcome: "success", unit, output: toBase64(bytes), digest: digestOf(bytes), elapsedMs: 5 };
}

export const unitsOf = (lease: Lease): number[] => lease.inputs.map((_, i) => lease.firstUnit + i);

export interface SmallCell {
  readonly store: CellStore;
  readonly batchId: BatchId;
  now: number;
  random: () => number;
  /** A host that the operator vouches for: its results count in full. */
  host(name: string): HostId;
  /** One that nobody knows yet. */
  newcomer(name: string, ties?: Partial<Pick<Host, "volunteer" | "prefix">>): HostId;
  ask(host: HostId, most?: number): Lease[];
  report(host: HostId, lease: Lease, outcomes: Outcome[]): ExchangeReply;
  /** Leases and answers truthfully until there is nothing left for the host. */
  work(host: HostId, most?: number): number;
  send(host: HostId, request: Partial<ExchangeRequest>): ExchangeReply;
  expire(): number;
}

const START = 1_000_000;

/** Anybody can double a number again. */
const certify: Certify = (_, { x }, { y }) => Number(y) === 2 * Number(x);

export interface SmallBatch extends Partial<Policy> {
  readonly project?: BatchProject;
  readonly priority?: Priority;
  readonly assurance?: Assurance;
  readonly manifest?: Manifest;
}

export function smallCell(units: number, batch: SmallBatch = {}, sql: Sql = nodeSql()): SmallCell {
  const store = openCellStore(sql);
  const batchId = addBatch(store, units, batch);
  let exchanges = 0;
  const cell: SmallCell = {
    store,
    batchId,
    now: START,
    random: () => 0,
    host(name) {
      const id = cell.newcomer(name);
      store.hosts.saveProfile({ ...hostOf(id), vouched: true });
      return id;
    },
    newcomer(name, { volunteer, prefix } = {}) {
      const hostId = makeHostId(new TextEncoder().encode(name.padEnd(10, "-")).slice(0, 10));
      store.hosts.insert({ hostId, publicKey: name, enrolledAt: cell.now, prefix: prefix ?? null });
      store.hosts.saveProfile({ ...hostOf(hostId), volunteer });
      return hostId;
    },
    send(host, request) {
      exchanges += 1;
      const caller = { hostId: host, nonce: exchanges, prefix: hostOf(host).prefix };
      return exchange(store, caller, { ...emptyExchange(exchanges), ...request }, { now: cell.now, random: cell.random, certify });
    },
    ask: (host, most = 1) => cell.send(host, { wish: wishFor(most) }).leases,
    report: (host, { leaseId }, outcomes) => cell.send(host, { reports: [{ leaseId, outcomes }] }),
    work(host, most = 10) {
      let done = 0;
      for (let leases = cell.ask(host, most); leases.length > 0; leases = cell.ask(host, most)) {
        for (const lease of leases) {
          cell.report(
            host,
            lease,
            unitsOf(lease).map((unit) => success(unit)),
          );
          done += lease.inputs.length;
        }
      }
      return done;
    },
    expire: () => expireLeases(store, cell),
  };
  const hostOf = (id: HostId): Host => enrolledHost(store, id);
  return cell;
}

export function addBatch(store: CellStore, units: number, batch: SmallBatch = {}): BatchId {
  const { assurance = "quorum", manifest = doubler, project = null, priority = "normal", ...wish } = batch;
  // All that are needed at once, unless a test is about their order.
  const atOnce = assurance === "quorum" ? { targetResults: wish.minQuorum ?? 2 } : {};
  const verdict = decidePolicy({ ...atOnce, ...wish }, assurance);
  if (!verdict.ok) throw new Error(verdict.expected);
  const id = makeBatchId(new TextEncoder().encode(`batch-${String(store.batches.running().length).padStart(4, "0")}`));
  beginBatch(store, { id, name: "Doubling", assurance, policy: verdict.policy, createdAt: START, manifest, project, priority });
  const rows = Array.from({ length: units }, (_, x) => ({
    input: toBase64(encodeRow(doubler.input, { x })),
    operations: 432_000,
  }));
  appendUnits(store, id, rows);
  openBatch(store, id);
  return id;
}

export const wishFor = (units: number) => ({ seconds: 60, operationsPerSecond: 0, minUnits: units, maxUnits: units });

function emptyExchange(n: number): ExchangeRequest {
  const exchangeId = `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;
  return { protocolVersion: 1, exchangeId, reports: [], renewals: [] };
}
