/** Batches of this cell, and the manifests of the kernels they name. */
import type { BatchId } from "../../../protocol/ids.ts";
import type { Assurance, Policy } from "../../../protocol/messages.ts";
import { type Manifest, manifestSchema } from "../../../worker-kernels/contract.ts";
import { type Batch, type BatchState, emptyTally, type Tally } from "../../domain/batch.ts";
import type { Sql, SqlRow } from "../../sql/sql.ts";
import { number, text } from "../../sql/columns.ts";

/** A batch before its rows have come in. */
export type NewBatch = Pick<Batch, "id" | "name" | "assurance" | "policy" | "createdAt"> & { readonly manifest: Manifest };

export type BatchTable = ReturnType<typeof batchTable>;

export function batchTable(sql: Sql) {
  // A kernel's version is immutable, so its parsed manifest may be kept for the life of the object.
  const manifests = new Map<string, Manifest>();
  // Every exchange needs the running batches, and nobody but this object writes them.
  let running: Map<number, Batch> | undefined;
  /** When each batch was looked at last for an idle host. */
  const looks = new Map<number, number>();

  function readRunning(): Map<number, Batch> {
    const batches = sql.all("SELECT * FROM batches WHERE state = 'running' ORDER BY number").map(toBatch);
    return new Map(batches.map((batch) => [batch.number, batch]));
  }

  return {
    /** Forgets what is kept in memory: a transaction was taken back. */
    forget(): void {
      running = undefined;
    },
    insert(batch: NewBatch): void {
      const { id, version } = batch.manifest;
      sql.all("INSERT OR IGNORE INTO kernels VALUES (?, ?, ?)", id, version, JSON.stringify(batch.manifest));
      sql.all(
        `INSERT INTO batches (id, name, kernel, kernel_version, assurance, policy, state, created_at, units, operations,
           validated, failed, undecided, results) VALUES (?, ?, ?, ?, ?, ?, 'receiving', ?, 0, 0, 0, 0, 0, 0)`,
        batch.id,
        batch.name,
        id,
        version,
        batch.assurance,
        JSON.stringify(batch.policy),
        batch.createdAt,
      );
    },
    find(id: BatchId): Batch | undefined {
      return first(sql.all("SELECT * FROM batches WHERE id = ?", id));
    },
    byNumber(batchNumber: number): Batch | undefined {
      return running?.get(batchNumber) ?? first(sql.all("SELECT * FROM batches WHERE number = ?", batchNumber));
    },
    running(): Batch[] {
      running ??= readRunning();
      return [...running.values()];
    },
    /** Whether so long has passed since this said yes last. */
    isLookDue(batchNumber: number, now: number, everyMs: number): boolean {
      if (now - (looks.get(batchNumber) ?? -Infinity) < everyMs) return false;
      looks.set(batchNumber, now);
      return true;
    },
    receivingSince(before: number): Batch[] {
      return sql.all("SELECT * FROM batches WHERE state = 'receiving' AND created_at < ?", before).map(toBatch);
    },
    grow(batchNumber: number, units: number, operations: number): void {
      sql.all("UPDATE batches SET units = units + ?, operations = operations + ? WHERE number = ?", units, operations, batchNumber);
    },
    save(batch: Batch): void {
      const { tally, state } = batch;
      sql.all(
        `UPDATE batches SET state = ?, finished_at = ?, validated = ?, failed = ?, undecided = ?, held = ?, results = ?,
           micro_cobblestones = ? WHERE number = ?`,
        state.kind,
        state.kind === "finished" ? state.at : null,
        tally.validated,
        tally.failed,
        tally.undecided,
        tally.held,
        tally.results,
        batch.microCobblestones,
        batch.number,
      );
      if (running === undefined) return;
      if (running.has(batch.number) && batch.state.kind === "running") running.set(batch.number, batch);
      else running = undefined;
    },
    /** Writes what a batch's verdicts ask for from now on. */
    raise(batch: Batch): void {
      sql.all("UPDATE batches SET assurance = ?, policy = ? WHERE number = ?", batch.assurance, JSON.stringify(batch.policy), batch.number);
      running = undefined;
    },
    remove(batchNumber: number): void {
      sql.all("DELETE FROM batches WHERE number = ?", batchNumber);
    },
    manifest({ kernel }: Batch): Manifest {
      const name = `${kernel.id}@${kernel.version}`;
      const known = manifests.get(name);
      if (known !== undefined) return known;
      const [row] = sql.all("SELECT manifest FROM kernels WHERE id = ? AND version = ?", kernel.id, kernel.version);
      if (row === undefined) throw new Error(`the manifest of ${name} is missing`);
      const manifest = manifestSchema.parse(JSON.parse(text(row, "manifest")));
      manifests.set(name, manifest);
      return manifest;
    },
  };
}

const first = ([row]: SqlRow[]): Batch | undefined => (row === undefined ? undefined : toBatch(row));

function toBatch(row: SqlRow): Batch {
  return {
    number: number(row, "number"),
    id: text(row, "id") as BatchId,
    name: text(row, "name"),
    kernel: { id: text(row, "kernel"), version: text(row, "kernel_version") },
    assurance: text(row, "assurance") as Assurance,
    policy: JSON.parse(text(row, "policy")) as Policy,
    state: toState(row),
    createdAt: number(row, "created_at"),
    units: number(row, "units"),
    operations: number(row, "operations"),
    tally: toTally(row),
    microCobblestones: number(row, "micro_cobblestones"),
  };
}

function toState(row: SqlRow): BatchState {
  const kind = text(row, "state");
  if (kind === "finished") return { kind, at: number(row, "finished_at") };
  if (kind === "receiving" || kind === "running") return { kind };
  throw new TypeError(`batch state ${kind}`);
}

function toTally(row: SqlRow): Tally {
  const tally: { -readonly [K in keyof Tally]: number } = { ...emptyTally };
  for (const name of ["validated", "failed", "undecided", "held", "results"] as const) tally[name] = number(row, name);
  return tally;
}
