/** What is left to lease: see `domain/segment.ts`. Begun units come before fresh ones, so that verdicts come soon. */
import { joined, type Segment, without } from "../../domain/segment.ts";
import type { Sql, SqlRow } from "../../sql/sql.ts";
import { number, text } from "../../sql/columns.ts";

/** Segments that one search goes through, so that it costs the same in a batch of a million begun units. */
const MOST_LOOKED_AT = 500;

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
    const { first, count, wanted, barred } = both ?? segment;
    sql.all("INSERT OR REPLACE INTO segments VALUES (?, ?, ?, ?, ?, ?)", batch, freshness(segment), first, count, wanted, barred.join(" "));
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
    /**
     * The first segment from the unit `from` on, begun or fresh, that carries none of the tokens; at most five are given.
     * It looks at some hundreds only: who is barred from so many in a row looks elsewhere the next time.
     */
    firstFor(batch: number, kind: "begun" | "fresh", from: number, tokens: readonly string[]): Segment | undefined {
      const [a = NO_TOKEN, b = NO_TOKEN, c = NO_TOKEN, d = NO_TOKEN, e = NO_TOKEN] = tokens;
      const [row] = sql.all(
        `SELECT * FROM (SELECT * FROM segments WHERE batch = ? AND fresh = ? AND first >= ? ORDER BY first LIMIT ${MOST_LOOKED_AT})
         WHERE instr(barred, ?) = 0 AND instr(barred, ?) = 0 AND instr(barred, ?) = 0 AND instr(barred, ?) = 0 AND instr(barred, ?) = 0
         ORDER BY first LIMIT 1`,
        batch,
        kind === "fresh" ? 1 : 0,
        from,
        a,
        b,
        c,
        d,
        e,
      );
      return row === undefined ? undefined : toSegment(row);
    },
    /** A segment and those that follow it without a gap and carry none of the tokens, until they hold so many units. */
    run(batch: number, from: Segment, tokens: readonly string[], most: number): Segment[] {
      const run: Segment[] = [];
      let end = from.first;
      const query = "SELECT * FROM segments WHERE batch = ? AND fresh = ? AND first BETWEEN ? AND ? ORDER BY first";
      for (const row of sql.all(query, batch, freshness(from), from.first, from.first + most - 1)) {
        const segment = toSegment(row);
        if (segment.first !== end || segment.barred.some((token) => tokens.includes(token))) break;
        run.push(segment);
        end += segment.count;
      }
      return run;
    },
    /** Some of the begun segments, whoever may have them. */
    someBegun(batch: number, from: number, limit: number): Segment[] {
      return sql
        .all("SELECT * FROM segments WHERE batch = ? AND fresh = 0 AND first >= ? ORDER BY first LIMIT ?", batch, from, limit)
        .map(toSegment);
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

const freshness = (segment: Segment): number => (segment.barred.length === 0 ? 1 : 0);

/** Is in no text of tokens. */
const NO_TOKEN = "!";

function toSegment(row: SqlRow): Segment {
  const barred = text(row, "barred");
  return {
    first: number(row, "first"),
    count: number(row, "count"),
    wanted: number(row, "wanted"),
    barred: barred === "" ? [] : barred.split(" "),
  };
}
