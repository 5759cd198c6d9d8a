/** Everything a cell keeps, over one SQLite database. */
import { type CrowdWatch, crowdWatch } from "./crowd-watch.ts";
import { CELL_MIGRATIONS } from "./migrations.ts";
import { migrate, type Sql } from "../sql/sql.ts";
import { type BatchTable, batchTable } from "./tables/batches.ts";
import { type HostTable, hostTable } from "./tables/hosts.ts";
import { type LeaseTable, leaseTable } from "./tables/leases.ts";
import { type LinkCodeTable, linkCodeTable } from "./tables/link-codes.ts";
import { type SegmentTable, segmentTable } from "./tables/segments.ts";
import { type SquareTable, squareTable } from "./tables/squares.ts";
import { type SweepTable, sweepTable } from "./tables/sweeps.ts";
import { type UnitTable, unitTable } from "./tables/units.ts";
import { type VolunteerTable, volunteerTable } from "./tables/volunteers.ts";
import { type WebhookTable, webhookTable } from "./tables/webhooks.ts";

export interface CellStore {
  readonly hosts: HostTable;
  readonly volunteers: VolunteerTable;
  readonly linkCodes: LinkCodeTable;
  readonly batches: BatchTable;
  readonly sweeps: SweepTable;
  readonly units: UnitTable;
  readonly segments: SegmentTable;
  readonly leases: LeaseTable;
  readonly squares: SquareTable;
  readonly webhooks: WebhookTable;
  readonly crowd: CrowdWatch;
  transaction<T>(steps: () => T): T;
}

/** Opens the store, bringing its tables to the present first. */
export function openCellStore(sql: Sql): CellStore {
  migrate(sql, CELL_MIGRATIONS);
  const [hosts, batches, leases] = [hostTable(sql), batchTable(sql), leaseTable(sql)];
  const sweeps = sweepTable(sql, batches);
  return {
    hosts,
    batches,
    leases,
    volunteers: volunteerTable(sql),
    linkCodes: linkCodeTable(sql),
    sweeps,
    units: unitTable(sql, (batch) => sweeps.units(batch)),
    segments: segmentTable(sql),
    squares: squareTable(sql),
    webhooks: webhookTable(sql),
    crowd: crowdWatch(hosts),
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
