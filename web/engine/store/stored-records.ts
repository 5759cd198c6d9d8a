/** From raw records, which may be spoilt or of an older version, to what the engine trusts. */
import { z } from "zod";
import { fromBase64 } from "../../../protocol/digest.ts";
import { batchIdSchema, hostIdSchema, leaseIdSchema } from "../../../protocol/ids.ts";
import { exchangeRequestSchema, outcomeSchema } from "../../../protocol/messages.ts";
import type { Finding } from "../engine-api.ts";
import type { RestoredWork } from "../volunteer/event.ts";
import type { HeldLease, OutboxEntry, UnitKey } from "../volunteer/state.ts";
import { type DayRecord, MAX_FINDINGS, type OwnRecord, type StoredUnit } from "./work-store.ts";

const unitNumber = z.number().int().nonnegative();
const unitKeySchema = z.tuple([leaseIdSchema, unitNumber]);
const doneKeySchema = z.tuple([batchIdSchema, unitNumber]);
const identitySchema = z.object({ hostId: hostIdSchema });
const paceSchema = z.number().positive();
const daySchema = z.object({ day: z.iso.date(), units: unitNumber, lentMs: z.number().nonnegative() });
const outboxSchema = z.object({ outcome: outcomeSchema, since: z.number() });
const leaseSchema = z.object({
  leaseId: leaseIdSchema,
  batchId: batchIdSchema,
  kernel: z.object({ id: z.string(), version: z.string() }),
  deadline: z.number(),
  termMs: z.number().positive(),
  renewable: z.boolean(),
});
const checkpointSchema = z.object({
  bytes: z.instanceof(Uint8Array),
  progress: z.number().min(0).max(1),
  elapsedMs: z.number().nonnegative(),
});
const rowSchema = z.record(z.string(), z.union([z.number(), z.string(), z.array(z.union([z.number(), z.string()]))]));
const findingSchema = z.object({
  batchId: z.string(),
  unit: unitNumber,
  kernelId: z.string(),
  input: rowSchema,
  output: rowSchema,
  foundAt: z.number(),
});

/** One record as a store holds it. */
export interface RawRecord {
  readonly key: unknown;
  readonly value: unknown;
}

export interface RawWork {
  readonly identity: unknown;
  readonly exchange: unknown;
  readonly pace: unknown;
  readonly leases: readonly RawRecord[];
  readonly unitKeys: readonly unknown[];
  readonly checkpointKeys: readonly unknown[];
  readonly outbox: readonly RawRecord[];
}

/** The work an earlier life left. Units of a spoilt lease are left out: the server gives them to others. */
export function parseWork(raw: RawWork): RestoredWork {
  const identity = parsed(identitySchema, raw.identity) ?? null;
  // Leases and outcomes belong to an identity; without it nobody would take them.
  if (identity === null) return { identity, exchange: null, leases: [], outbox: [], operationsPerMs: parsed(paceSchema, raw.pace) ?? null };
  return {
    identity,
    exchange: parsed(exchangeRequestSchema, raw.exchange) ?? null,
    leases: parseLeases(raw),
    outbox: parseOutbox(raw.outbox),
    operationsPerMs: parsed(paceSchema, raw.pace) ?? null,
  };
}

function parseLeases(raw: RawWork): HeldLease[] {
  const checkpoints = new Set(raw.checkpointKeys.map((key) => JSON.stringify(key)));
  const units = Map.groupBy(parseUnitKeys(raw.unitKeys), ({ leaseId }) => leaseId);
  return raw.leases.flatMap(({ value }) => {
    const lease = parsed(leaseSchema, value);
    if (lease === undefined) return [];
    const isBegun = ({ leaseId, unit }: UnitKey): boolean => checkpoints.has(JSON.stringify([leaseId, unit]));
    const { begun = [], todo = [] } = Object.groupBy(units.get(lease.leaseId) ?? [], (key) => (isBegun(key) ? "begun" : "todo"));
    return [{ ...lease, todo: todo.map(({ unit }) => unit), begun: begun.map(({ unit }) => unit) }];
  });
}

const parseUnitKeys = (raw: readonly unknown[]): UnitKey[] =>
  raw.flatMap((key) => {
    const pair = parsed(unitKeySchema, key);
    return pair === undefined ? [] : [{ leaseId: pair[0], unit: pair[1] }];
  });

function parseOutbox(records: readonly RawRecord[]): OutboxEntry[] {
  return records
    .flatMap(({ key, value }) => {
      const [leaseId] = parsed(unitKeySchema, key) ?? [];
      const entry = parsed(outboxSchema, value);
      return leaseId === undefined || entry === undefined ? [] : [{ leaseId, ...entry }];
    })
    .toSorted((a, b) => a.since - b.since);
}

/** The input and checkpoint of a unit; a spoilt checkpoint costs only its progress. */
export function parseUnit(input: unknown, checkpoint: unknown): StoredUnit | undefined {
  if (typeof input !== "string") return undefined;
  try {
    return { input: fromBase64(input), checkpoint: parsed(checkpointSchema, checkpoint) ?? null };
  } catch {
    return undefined;
  }
}

export function parseOwnRecord(doneKeys: readonly unknown[], findings: readonly unknown[], day: unknown): OwnRecord {
  const units = new Map<z.infer<typeof batchIdSchema>, number[]>();
  for (const raw of doneKeys) {
    const key = parsed(doneKeySchema, raw);
    if (key === undefined) continue;
    const [batchId, unit] = key;
    const ofBatch = units.get(batchId);
    if (ofBatch) ofBatch.push(unit);
    else units.set(batchId, [unit]);
  }
  return { units, findings: parseFindings(findings), day: parsed<DayRecord>(daySchema, day) ?? null };
}

const parseFindings = (raw: readonly unknown[]): Finding[] =>
  raw
    .flatMap((value) => parsed(findingSchema, value) ?? [])
    .toSorted((a, b) => b.foundAt - a.foundAt)
    .slice(0, MAX_FINDINGS);

function parsed<T>(schema: z.ZodType<T>, raw: unknown): T | undefined {
  const result = schema.safeParse(raw);
  return result.success ? result.data : undefined;
}
