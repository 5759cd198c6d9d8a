/** Batches of this cell, and the manifests of the kernels they name. */
import type { BatchId, KeyId, ProjectId, ResearcherId } from "../../../protocol/ids.ts";
import type { Assurance, Policy, Priority } from "../../../protocol/messages.ts";
import { type Manifest, manifestSchema } from "../../../worker-kernels/contract.ts";
import { type Batch, type BatchProject, type BatchState, emptyTally, type Tally } from "../../domain/batch.ts";
import type { Sql, SqlRow, SqlValue } from "../../sql/sql.ts";
import { number, optionalText, text } from "../../sql/columns.ts";

/** A batch before its rows have come in. Without an owner it is the operator's. */
export type NewBatch = Pick<Batch, "id" | "name" | "assurance" | "policy" | "createdAt"> &
  Partial<Pick<Batch, "owner" | "project" | "priority">> & {
    readonly manifest: Manifest;
    /** Whom to tell when it is finished. */
    readonly notify?: string;
    /** The account whose quota of running batches it counts against. */
    readonly account?: KeyId;
  };

export type BatchTable = ReturnType<typeof batchTable>;

export function batchTable(sql: Sql) {
  // A kernel's version is immutable, so its parsed manifest may be kept for the life of the object.
  const manifests = new Map<string, Manifest>();
  // Every exchange needs the running batches, and nobody but this object writes them.
  let running: Map<number, Batch> | undefined;
  /** When each batch was looked at last for an idle host. */
  const looks = new Map<number, number>();

  const read = (condition: string, ...bindings: SqlValue[]): Batch[] =>
    sql
      .all(
        `SELECT batches.*, projects.title, projects.share FROM batches LEFT JOIN projects ON projects.id = batches.project WHERE ${condition}`,
        ...bindings,
      )
      .map(toBatch);

  function readRunning(): Map<number, Batch> {
    const batches = read("state = 'running' ORDER BY number");
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
           validated, failed, undecided, results, owner, project, priority, account)
         VALUES (?, ?, ?, ?, ?, ?, 'receiving', ?, 0, 0, 0, 0, 0, 0, ?, ?, ?, ?)`,
        batch.id,
        batch.name,
        id,
        version,
        batch.assurance,
        JSON.stringify(batch.policy),
        batch.createdAt,
        batch.owner ?? null,
        batch.project?.projectId ?? null,
        batch.priority ?? "normal",
        batch.account ?? null,
      );
    },
    /** Takes over what a project is called and weighs now. */
    noteProject({ projectId, title, share }: BatchProject): void {
      sql.all("INSERT OR REPLACE INTO projects VALUES (?, ?, ?)", projectId, title, share);
      running = undefined;
    },
    find(id: BatchId): Batch | undefined {
      return read("batches.id = ?", id)[0];
    },
    byNumber(batchNumber: number): Batch | undefined {
      return running?.get(batchNumber) ?? read("number = ?", batchNumber)[0];
    },
    /** Those of a project that were opened, the newest first. */
    ofProject(project: ProjectId, limit: number): Batch[] {
      return read("project = ? AND state <> 'receiving' ORDER BY number DESC LIMIT ?", project, limit);
    },
    /** Batches of an account that come in, run or pause. */
    activeOf(account: KeyId): number {
      const [row] = sql.all(
        "SELECT count(*) AS active FROM batches WHERE account = ? AND state IN ('receiving', 'running', 'paused')",
        account,
      );
      return row === undefined ? 0 : number(row, "active");
    },
    /** Cancelled ones of which some units have answers and no verdict. */
    cancelledUndecided(): Batch[] {
      return read("state = 'cancelled' AND undecided > 0");
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
      return read("state = 'receiving' AND batches.created_at < ?", before);
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
        "at" in state ? state.at : null,
        tally.validated,
        tally.failed,
        tally.undecided,
        tally.held,
        tally.results,
        batch.microCobblestones,
        batch.number,
      );
      if (running === undefined) return;
      if (state.kind !== "running") running.delete(batch.number);
      else if (running.has(batch.number)) running.set(batch.number, batch);
      else running = undefined;
    },
    /** Writes what a batch is called, and how often it comes first. */
    rename({ number: batchNumber, name, priority }: Batch): void {
      sql.all("UPDATE batches SET name = ?, priority = ? WHERE number = ?", name, priority, batchNumber);
      running = undefined;
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

function toBatch(row: SqlRow): Batch {
  return {
    number: number(row, "number"),
    id: text(row, "id") as BatchId,
    name: text(row, "name"),
    owner: (optionalText(row, "owner") as ResearcherId | undefined) ?? null,
    project: toProject(row),
    priority: text(row, "priority") as Priority,
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

function toProject(row: SqlRow): BatchProject | null {
  const projectId = optionalText(row, "project");
  return projectId === undefined ? null : { projectId: projectId as ProjectId, title: text(row, "title"), share: number(row, "share") };
}

/** One column holds the instant of whichever state has one. */
function toState(row: SqlRow): BatchState {
  const kind = text(row, "state");
  if (kind === "finished" || kind === "paused" || kind === "cancelled") return { kind, at: number(row, "finished_at") };
  if (kind === "receiving" || kind === "running") return { kind };
  throw new TypeError(`batch state ${kind}`);
}

function toTally(row: SqlRow): Tally {
  const tally: { -readonly [K in keyof Tally]: number } = { ...emptyTally };
  for (const name of ["validated", "failed", "undecided", "held", "results"] as const) tally[name] = number(row, name);
  return tally;
}
