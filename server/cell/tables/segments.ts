/** What is left to lease: see `domain/segment.ts`. Begun units come before fresh ones, so that verdicts come soon. */
import type { HostId } from "../../../protocol/ids.ts";
import { joined, type Segment, without } from "../../domain/segment.ts";
import type { Sql, SqlRow } from "../../sql/sql.ts";
import { number, text } from "../../sql/columns.ts";

export type SegmentTable = ReturnType<typeof segmentTable>;

export function segmentTable(sql: Sql) {
  function remove(batch: number, segment: Segment): void {
    sql.all("DELETE FROM segments WHERE batch = ? AND fresh = ? AND first = ?", batch, freshness(segment), segment.first);
  }

  /** Adds a segment, grown together with its neighbour before it where both are in the same condition. */
  function add(batch: number, segment: Segment): void {
    const [row] = sql.all(
      "SELECT * FROM segments WHERE batch = ? AND fresh = ? AND first < ? ORDER BY first DESC LIMIT 1",
      batch,
      freshness(segment),
      segment.first,
    );
    const neighbour = row === undefined ? undefined : toSegment(row);
    const both = neighbour === undefined ? undefined : joined(neighbour, segment);
    const { first, count, wanted, holders } = both ?? segment;
    sql.all(
      "INSERT OR REPLACE INTO segments VALUES (?, ?, ?, ?, ?, ?)",
      batch,
      freshness(segment),
      first,
      count,
      wanted,
      holders.join(" "),
    );
  }

  function covering(batch: number, unit: number): Segment | undefined {
    for (const fresh of [0, 1]) {
      const [row] = sql.all(
        "SELECT * FROM segments WHERE batch = ? AND fresh = ? AND first <= ? ORDER BY first DESC LIMIT 1",
        batch,
        fresh,
        unit,
      );
      const segment = row === undefined ? undefined : toSegment(row);
      if (segment !== undefined && unit < segment.first + segment.count) return segment;
    }
    return undefined;
  }

  return {
    add,
    /** Puts a shortened segment, or nothing, in the place of one: its neighbours stay what they were. */
    shrink(batch: number, segment: Segment, rest: Segment | undefined): void {
      if (rest === undefined) return remove(batch, segment);
      sql.all(
        "UPDATE segments SET first = ?, count = ? WHERE batch = ? AND fresh = ? AND first = ?",
        rest.first,
        rest.count,
        batch,
        freshness(segment),
        segment.first,
      );
    },
    /** The first segment that the host may lease from, begun ones first. */
    firstFor(batch: number, host: HostId): Segment | undefined {
      const [row] = sql.all("SELECT * FROM segments WHERE batch = ? AND instr(holders, ?) = 0 ORDER BY fresh, first LIMIT 1", batch, host);
      return row === undefined ? undefined : toSegment(row);
    },
    any(batch: number): boolean {
      return sql.all("SELECT 1 FROM segments WHERE batch = ? LIMIT 1", batch).length > 0;
    },
    /** Takes one unit out of what is left to lease; returns how many leases it still wanted. */
    withdraw(batch: number, unit: number): number {
      const segment = covering(batch, unit);
      if (segment === undefined) return 0;
      remove(batch, segment);
      for (const piece of without(segment, unit)) add(batch, piece);
      return segment.wanted;
    },
    removeAll(batch: number): void {
      sql.all("DELETE FROM segments WHERE batch = ?", batch);
    },
  };
}

const freshness = (segment: Segment): number => (segment.holders.length === 0 ? 1 : 0);

function toSegment(row: SqlRow): Segment {
  const holders = text(row, "holders");
  return {
    first: number(row, "first"),
    count: number(row, "count"),
    wanted: number(row, "wanted"),
    holders: holders === "" ? [] : (holders.split(" ") as HostId[]),
  };
}
