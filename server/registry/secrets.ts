/** The deployment's one random secret, from which the front Workers derive every key that they sign and hash with. */
import { fromBase64, toBase64 } from "../../protocol/digest.ts";
import { text } from "../sql/columns.ts";
import type { Sql } from "../sql/sql.ts";

export const SECRETS_TABLE = "CREATE TABLE secrets (name TEXT PRIMARY KEY, value TEXT NOT NULL, made_at INTEGER NOT NULL) WITHOUT ROWID";

/** Random bytes of the secret: as many as the keys that are derived from it have. */
export const SECRET_BYTES = 32;

const DEPLOYMENT = "deployment";

/** The secret. The first call keeps the `random` bytes for good, later calls answer what is kept. */
export function deploymentSecret(sql: Sql, random: Uint8Array, now: number): Uint8Array<ArrayBuffer> {
  sql.all("INSERT OR IGNORE INTO secrets VALUES (?, ?, ?)", DEPLOYMENT, toBase64(random), now);
  const [row] = sql.all("SELECT value FROM secrets WHERE name = ?", DEPLOYMENT);
  if (row === undefined) throw new Error("the deployment's secret is missing");
  return fromBase64(text(row, "value"));
}
