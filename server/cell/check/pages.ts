/** Reads a table from end to end in pages, so that a check holds a page of it at a time. */
import { number } from "../../sql/columns.ts";
import type { Sql, SqlRow } from "../../sql/sql.ts";

/** Rows of one page: enough that a page's cost is its rows', and some megabytes at most. */
export const PAGE_ROWS = 2_000;

/** All rows of a query that ends in `WHERE number > ? ORDER BY number LIMIT ?`. */
export function* byNumber(sql: Sql, query: string): Generator<SqlRow> {
  for (let last = -1; ;) {
    const rows = sql.all(`${query} WHERE number > ? ORDER BY number LIMIT ?`, last, PAGE_ROWS);
    yield* rows;
    const end = rows.at(-1);
    if (end === undefined) return;
    last = number(end, "number");
  }
}
