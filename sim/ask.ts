/** What can be asked of a world's database when it has ended. */
import { answeredBy } from "../server/domain/work-unit.ts";
import { readUnit } from "../server/cell/unit-record.ts";
import { number, text } from "../server/sql/columns.ts";
import type { SqlRow } from "../server/sql/sql.ts";
import type { WorldEnd } from "./world.ts";

/** The batch's state and its totals. */
export function tallyOf({ server, batchId }: WorldEnd): Record<string, unknown> {
  const batch = server.store().batches.find(batchId);
  return { state: batch?.state.kind, ...batch?.tally };
}

/** Who has answered each unit. */
export function answeredUnits({ server }: WorldEnd): Map<number, ReadonlySet<string>> {
  const rows = server.sql.all("SELECT unit, record FROM unit_records");
  return new Map(rows.map((row) => [number(row, "unit"), new Set<string>(answeredBy(readUnit(text(row, "record"))))]));
}

export const hostsOf = ({ server }: WorldEnd): SqlRow[] => server.sql.all("SELECT * FROM hosts ORDER BY id");

export const countOf = ({ server }: WorldEnd, condition: string): number => {
  const [row] = server.sql.all(`SELECT count(*) AS n FROM ${condition}`);
  return row === undefined ? 0 : number(row, "n");
};
