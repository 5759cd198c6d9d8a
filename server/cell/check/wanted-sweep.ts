/** What is left to lease of a batch, unfolded from its segments to units, a page of units at a time. */
import type { BatchId } from "../../../protocol/ids.ts";
import { number } from "../../sql/columns.ts";
import type { Sql, SqlRow } from "../../sql/sql.ts";
import type { Findings } from "./violation.ts";

interface Run {
  readonly first: number;
  readonly end: number;
  readonly wanted: number;
}

/** Gives the leases that each unit of a page still wants; pages come in order, without gaps. */
export function wantedSweep(
  sql: Sql,
  batch: { readonly number: number; readonly id: BatchId; readonly units: number },
  findings: Findings,
) {
  /** Runs that reach past the pages so far. */
  let carried: Run[] = [];

  function enter({ first, end, wanted }: Run, page: Int32Array, pageFirst: number): void {
    for (let unit = Math.max(first, pageFirst); unit < Math.min(end, pageFirst + page.length); unit++) {
      const place = { batch: batch.id, unit };
      if (page[unit - pageFirst] !== 0) findings.report("lease", place, "the unit is in two segments of what is left to lease");
      page[unit - pageFirst] = wanted;
    }
  }

  return (first: number, end: number): Int32Array => {
    const page = new Int32Array(end - first);
    const rows = sql.all(
      "SELECT * FROM segments WHERE batch = ? AND fresh IN (0, 1) AND first >= ? AND first < ?",
      batch.number,
      first,
      end,
    );
    const begun = rows.map(toRun);
    for (const run of begun) checkRun(run, batch, findings);
    const runs = [...carried, ...begun];
    for (const run of runs) enter(run, page, first);
    carried = runs.filter((run) => run.end > end);
    return page;
  };
}

function checkRun({ first, end, wanted }: Run, batch: { readonly id: BatchId; readonly units: number }, findings: Findings): void {
  const place = { batch: batch.id, unit: first };
  if (end > batch.units) findings.report("lease", place, `a segment of what is left to lease reaches to unit ${end - 1} of ${batch.units}`);
  if (wanted < 1) findings.report("lease", place, `a segment of what is left to lease wants ${wanted} leases`);
}

function toRun(row: SqlRow): Run {
  const first = number(row, "first");
  return { first, end: first + number(row, "count"), wanted: number(row, "wanted") };
}
