import { expect, test } from "vitest";
import { nodeSql } from "../sql/node-sql.ts";
import { deploymentSecret, SECRET_BYTES, SECRETS_TABLE } from "./secrets.ts";

test("I5 the deployment's secret is made once and stays", () => {
  const sql = nodeSql();
  sql.all(SECRETS_TABLE);
  const random = new Uint8Array(SECRET_BYTES).map((_, i) => i);
  expect(deploymentSecret(sql, random, 0)).toEqual(random);
  expect(deploymentSecret(sql, new Uint8Array(SECRET_BYTES), 1)).toEqual(random);
});
