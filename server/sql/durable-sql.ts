/** The SQLite database of a Durable Object as the stores' {@link Sql}. */
import type { Sql, SqlRow } from "./sql.ts";

export function durableSql(storage: DurableObjectStorage): Sql {
  return {
    all: (query, ...bindings) => storage.sql.exec<SqlRow>(query, ...bindings).toArray(),
    transaction: (steps) => storage.transactionSync(steps),
  };
}
