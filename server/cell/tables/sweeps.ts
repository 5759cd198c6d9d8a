/** Sweeps: the rules of batches whose units are not stored, but made when they are asked for. */
import { sweepRule, type SweepRule } from "../../../protocol/sweep/rule.ts";
import { type Sweep, sweepSchema } from "../../../protocol/sweep/sweep.ts";
import type { Manifest } from "../../../worker-kernels/contract.ts";
import { type SweptUnits, sweptUnits } from "../../domain/swept.ts";
import { text } from "../../sql/columns.ts";
import type { Sql } from "../../sql/sql.ts";
import { newRecent } from "../recent.ts";
import type { BatchTable } from "./batches.ts";

/** Batches of which it is remembered whether and how they are sweeps: a rule may have some hundred kilobytes of lists. */
const REMEMBERED = 64;

export type SweepTable = ReturnType<typeof sweepTable>;

export function sweepTable(sql: Sql, batches: BatchTable) {
  // Whether a batch is a sweep is settled before it is opened, and never changes; null: it is none.
  const known = newRecent<number, SweptUnits | null>(REMEMBERED);

  function find(batch: number): Sweep | undefined {
    const [row] = sql.all("SELECT rule FROM sweeps WHERE batch = ?", batch);
    return row === undefined ? undefined : sweepSchema.parse(JSON.parse(text(row, "rule")));
  }

  function make(batchNumber: number): SweptUnits | undefined {
    const [sweep, batch] = [find(batchNumber), batches.byNumber(batchNumber)];
    if (sweep === undefined || batch === undefined) return undefined;
    const manifest = batches.manifest(batch);
    return sweptUnits(settled(sweep, manifest), manifest);
  }

  return {
    find,
    insert(batch: number, sweep: Sweep): void {
      sql.all("INSERT INTO sweeps VALUES (?, ?)", batch, JSON.stringify(sweep));
      known.delete(batch);
    },
    remove(batch: number): void {
      sql.all("DELETE FROM sweeps WHERE batch = ?", batch);
      known.delete(batch);
    },
    /** The units of a batch that is a sweep; undefined for one whose units are stored. */
    units(batch: number): SweptUnits | undefined {
      const remembered = known.get(batch);
      if (remembered !== undefined) return remembered ?? undefined;
      const made = make(batch);
      known.set(batch, made ?? null);
      return made;
    },
  };
}

/** The rule of a sweep that was found to fit before it was stored. */
export function settled(sweep: Sweep, manifest: Manifest): SweepRule {
  const verdict = sweepRule(manifest.input, sweep);
  if (verdict.ok) return verdict.rule;
  throw new Error(`the sweep does not fit ${manifest.id}: ${JSON.stringify(verdict.problems)}`);
}
