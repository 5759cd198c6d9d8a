/** Researchers: who may hand in batches beside the operator. */
import type { ResearcherId } from "../../protocol/ids.ts";
import type { Researcher } from "../../protocol/research.ts";
import { number, text } from "../sql/columns.ts";
import type { Sql, SqlRow } from "../sql/sql.ts";

export const RESEARCHERS_TABLE =
  "CREATE TABLE researchers (id TEXT PRIMARY KEY, name TEXT NOT NULL, created_at INTEGER NOT NULL) WITHOUT ROWID";

export type Researchers = ReturnType<typeof researchers>;

export function researchers(sql: Sql) {
  return {
    insert({ researcherId, name, createdAt }: Researcher): void {
      sql.all("INSERT INTO researchers VALUES (?, ?, ?)", researcherId, name, createdAt);
    },
    find(id: ResearcherId): Researcher | undefined {
      const [row] = sql.all("SELECT * FROM researchers WHERE id = ?", id);
      return row === undefined ? undefined : toResearcher(row);
    },
    /** All of them, the oldest first. */
    list: (): Researcher[] => sql.all("SELECT * FROM researchers ORDER BY created_at, id").map(toResearcher),
  };
}

const toResearcher = (row: SqlRow): Researcher => ({
  researcherId: text(row, "id") as ResearcherId,
  name: text(row, "name"),
  createdAt: number(row, "created_at"),
});
