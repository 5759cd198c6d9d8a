/** What must hold of a world's cell at every step; what is broken throws, with the unit or the host. */
import { checkCell } from "../server/cell/check/check-cell.ts";
import { readUnit } from "../server/cell/unit-record.ts";
import { number, text } from "../server/sql/columns.ts";
import type { Step } from "./watch.ts";
import type { SimServer } from "./server.ts";

/** The whole check that operators run: leases are conserved, no host is twice on a unit, counts and credit are those of the answers. */
export function checkBooks({ sql }: Pick<SimServer, "sql">): void {
  const { violations, violationCount } = checkCell(sql);
  if (violationCount > 0) throw new Error(`${violationCount} violations: ${JSON.stringify(violations.slice(0, 5))}`);
}

/** Checks every `often` steps: the books, and that no canonical result ever becomes another. */
export function keepsInvariants(often: number): (step: Step) => void {
  const canonical = new Map<number, string>();
  let steps = 0;
  return ({ server }) => {
    steps += 1;
    if (steps % often !== 0) return;
    checkBooks(server);
    for (const row of server.sql.all("SELECT unit, record FROM unit_records WHERE standing > 1")) {
      const record = readUnit(text(row, "record"));
      const digest = record.kind === "validated" ? record.digest : record.kind;
      const unit = number(row, "unit");
      const before = canonical.get(unit) ?? digest;
      if (before !== digest) throw new Error(`unit ${unit} had the verdict ${before} and has ${digest}`);
      canonical.set(unit, digest);
    }
  };
}
