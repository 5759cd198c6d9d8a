/** Finds the databases of a self-hosted deployment's cells, and opens one for reading, also while the server runs. */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { nodeSql } from "../../server/sql/node-sql.ts";
import type { Sql } from "../../server/sql/sql.ts";
import { CliError } from "../cli-error.ts";

/** Where `server/selfhost` has workerd keep cells: a SQLite file for each. */
const CELLS = join("objects", "manyhands-cell");

/** Throws a {@link CliError} where there is no deployment, or none that has a cell yet. */
export function cellFiles(dataFolder: string): string[] {
  const folder = join(dataFolder, CELLS);
  if (!existsSync(join(dataFolder, "objects"))) {
    throw new CliError(`${dataFolder} is not the data directory of a deployment: there is no folder objects in it`);
  }
  const files = existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith(".sqlite")) : [];
  // workerd keeps its own notes on alarms beside them.
  const cells = files.filter((file) => file !== "metadata.sqlite").toSorted();
  if (cells.length === 0) throw new CliError(`${dataFolder} has no cell yet: nobody has asked its server for anything`);
  return cells.map((file) => join(folder, file));
}

/** The server writes for milliseconds at a time; a recovery after a crash takes longer. */
const BUSY_MS = 10_000;

/**
 * Reads a file in one transaction, which sees one state of it however the server goes on. Nothing is written. Throws a
 * {@link CliError} when it cannot be read, or turns out to be damaged.
 */
export function readSnapshot<T>(file: string, read: (sql: Sql) => T): T {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(file, { readOnly: true, timeout: BUSY_MS });
    database.exec("BEGIN");
    return read(nodeSql(database));
  } catch (error) {
    if (!isOfSqlite(error)) throw error;
    throw new CliError(`cannot read ${file}: ${error.message}`);
  } finally {
    database?.close();
  }
}

const isOfSqlite = (error: unknown): error is Error =>
  error instanceof Error && (error as NodeJS.ErrnoException).code === "ERR_SQLITE_ERROR";
