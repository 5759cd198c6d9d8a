/** A real SQLite as the stores' {@link Sql}: rules are tested on the engine they run on, and a deployment's database can be read. */
import { DatabaseSync, type SQLInputValue, type SQLOutputValue, type StatementSync } from "node:sqlite";
import type { Sql, SqlRow, SqlValue } from "./sql.ts";

/** A database in memory, unless another is given. */
export function nodeSql(database: DatabaseSync = new DatabaseSync(":memory:")): Sql {
  const prepared = new Map<string, StatementSync>();
  const statement = (query: string): StatementSync => {
    const known = prepared.get(query) ?? database.prepare(query);
    prepared.set(query, known);
    return known;
  };
  return {
    all: (query, ...bindings) =>
      statement(query)
        .all(...bindings.map(toNode))
        .map(fromNode),
    transaction: (steps) => inTransaction((query) => void statement(query).run(), steps),
  };
}

/** A Durable Object's bytes are an `ArrayBuffer`, those of `node:sqlite` a view. */
const toNode = (value: SqlValue): SQLInputValue => (value instanceof ArrayBuffer ? new Uint8Array(value) : value);

const fromNode = (row: Record<string, SQLOutputValue>): SqlRow => {
  for (const name in row) {
    const value = row[name];
    if (value instanceof Uint8Array) row[name] = Uint8Array.from(value).buffer as unknown as SQLOutputValue;
  }
  return row as SqlRow;
};

function inTransaction<T>(run: (query: string) => void, steps: () => T): T {
  run("SAVEPOINT step");
  try {
    const value = steps();
    run("RELEASE step");
    return value;
  } catch (error) {
    run("ROLLBACK TO step");
    run("RELEASE step");
    throw error;
  }
}
