/** Everything a cell keeps, over one SQLite database. */
import { CELL_MIGRATIONS } from "./migrations.ts";
import { migrate, type Sql } from "../sql/sql.ts";
import { type BatchTable, batchTable } from "./tables/batches.ts";
import { type HostTable, hostTable } from "./tables/hosts.ts";
import { type LeaseTable, leaseTable } from "./tables/leases.ts";
import { type SegmentTable, segmentTable } from "./tables/segments.ts";
import { type SquareTable, squareTable } from "./tables/squares.ts";
import { type UnitTable, unitTable } from "./tables/units.ts";

export interface CellStore {
  readonly hosts: HostTable;
  readonly batches: BatchTable;
  readonly units: UnitTable;
  readonly segments: SegmentTable;
  readonly leases: LeaseTable;
  readonly squares: SquareTable;
  transaction<T>(steps: () => T): T;
}

/** Opens the store, bringing its tables to the present first. */
export function openCellStore(sql: Sql): CellStore {
  migrate(sql, CELL_MIGRATIONS);
  const [hosts, batches, leases] = [hostTable(sql), batchTable(sql), leaseTable(sql)];
  return {
    hosts,
    batches,
    leases,
    units: unitTable(sql),
    segments: segmentTable(sql),
    squares: squareTable(sql),
    transaction(steps) {
      try {
        return sql.transaction(steps);
      } catch (error) {
        for (const table of [hosts, batches, leases]) table.forget();
        throw error;
      }
    },
  };
}
