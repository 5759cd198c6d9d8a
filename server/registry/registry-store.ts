/** Everything the registry keeps, over one SQLite database. */
import { migrate, type Migrations, type Sql } from "../sql/sql.ts";
import { ACCESS_KEYS_TABLE, type AccessKeys, accessKeys } from "./access-keys.ts";
import { BATCHES_TABLE, type BatchList, batchList, SUBMISSIONS_TABLE } from "./batch-list.ts";
import { PROJECTS_TABLE, type Projects, projects } from "./projects.ts";
import { type PushedKernels, PUSHED_KERNELS_TABLE, pushedKernels } from "./pushed-kernels.ts";
import { RESEARCHERS_TABLE, type Researchers, researchers } from "./researchers.ts";
import { SECRETS_TABLE } from "./secrets.ts";
import { type Usage, usage, USAGE_TABLE } from "./usage.ts";

const MIGRATIONS: Migrations = [
  BATCHES_TABLE,
  PUSHED_KERNELS_TABLE,
  SECRETS_TABLE,
  RESEARCHERS_TABLE,
  ACCESS_KEYS_TABLE,
  PROJECTS_TABLE,
  USAGE_TABLE,
  SUBMISSIONS_TABLE,
];

export interface RegistryStore {
  readonly sql: Sql;
  readonly batches: BatchList;
  readonly kernels: PushedKernels;
  readonly researchers: Researchers;
  readonly keys: AccessKeys;
  readonly projects: Projects;
  readonly usage: Usage;
}

/** Opens the store, bringing its tables to the present first. */
export function openRegistryStore(sql: Sql): RegistryStore {
  migrate(sql, MIGRATIONS);
  return {
    sql,
    batches: batchList(sql),
    kernels: pushedKernels(sql),
    researchers: researchers(sql),
    keys: accessKeys(sql),
    projects: projects(sql),
    usage: usage(sql),
  };
}
