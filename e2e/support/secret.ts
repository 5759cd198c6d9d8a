/** The deployment's secret, read from the registry's database as only the operator could. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { fromBase64 } from "../../protocol/digest.ts";

/** The secret that the deployment in this data directory has made. */
export function deploymentSecret(dataFolder: string): Uint8Array<ArrayBuffer> {
  const folder = join(dataFolder, "objects", "manyhands-registry");
  const file = readdirSync(folder).find((name) => name.endsWith(".sqlite") && !name.startsWith("metadata"));
  if (file === undefined) throw new Error(`there is no database in ${folder}`);
  const database = new DatabaseSync(join(folder, file), { readOnly: true });
  try {
    const row = database.prepare("SELECT value FROM secrets").get();
    return fromBase64(String(row?.["value"]));
  } finally {
    database.close();
  }
}
