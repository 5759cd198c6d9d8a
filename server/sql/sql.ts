/** The little of SQLite that the cell and the registry use, so that the same stores run in workerd and on `node:sqlite`. */

export type SqlValue = string | number | ArrayBuffer | null;
export type SqlRow = Record<string, SqlValue>;

export interface Sql {
  /** Runs one statement and returns its rows. */
  all(query: string, ...bindings: SqlValue[]): SqlRow[];
  /** Runs the steps as one: all of them are kept, or, when one throws, none. */
  transaction<T>(steps: () => T): T;
}

/** Statements that bring a database to the present. The list only grows at its end. */
export type Migrations = readonly string[];

/**
 * Applies what is missing of `migrations`. A database that was changed by another list is refused
 * rather than guessed at: the text of every applied migration must still be in its place.
 */
export function migrate(sql: Sql, migrations: Migrations): void {
  sql.transaction(() => {
    sql.all("CREATE TABLE IF NOT EXISTS migrations (position INTEGER PRIMARY KEY, statement TEXT NOT NULL)");
    const applied = sql.all("SELECT statement FROM migrations ORDER BY position");
    applied.forEach((row, position) => {
      if (row["statement"] === migrations[position]) return;
      throw new Error(`migration ${position} differs from the one this database was made with`);
    });
    migrations.slice(applied.length).forEach((statement, i) => {
      sql.all(statement);
      sql.all("INSERT INTO migrations VALUES (?, ?)", applied.length + i, statement);
    });
  });
}

/** Whether exactly these migrations were applied to a database; nothing is changed. */
export function isMigrated(sql: Sql, migrations: Migrations): boolean {
  if (sql.all("SELECT 1 FROM sqlite_master WHERE name = 'migrations'").length === 0) return false;
  const applied = sql.all("SELECT statement FROM migrations ORDER BY position").map((row) => row["statement"]);
  return applied.length === migrations.length && applied.every((statement, i) => statement === migrations[i]);
}
