/** A real SQLite in memory as the stores' {@link Sql}: rules are tested on the engine they run on. */
import { DatabaseSync, type StatementSync } from "node:sqlite";
import type { Sql, SqlRow } from "./sql.ts";

export function nodeSql(): Sql {
  const database = new DatabaseSync(":memory:");
  const prepared = new Map<string, StatementSync>();
  const statement = (query: string): StatementSync => {
    const known = prepared.get(query) ?? database.prepare(query);
    prepared.set(query, known);
    return known;
  };
  return {
    all: (query, ...bindings) => statement(query).all(...bindings) as SqlRow[],
    transaction: (steps) => inTransaction(database, steps),
  };
}

function inTransaction<T>(database: DatabaseSync, steps: () => T): T {
  database.exec("SAVEPOINT step");
  try {
    const value = steps();
    database.exec("RELEASE step");
    return value;
  } catch (error) {
    database.exec("ROLLBACK TO step; RELEASE step");
    throw error;
  }
}
