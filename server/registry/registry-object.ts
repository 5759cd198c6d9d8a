/**
 * The registry: the small directory of a deployment, in one Durable Object. It is rarely written and
 * never on a volunteer's way: what a host needs is in its cell. It serialises the naming of batches,
 * so that a batch is listed once and in the order of submission, and that of kernel versions, so that none ever changes.
 * And it keeps the one secret of the deployment, which every front Worker asks for once.
 */
import { DurableObject } from "cloudflare:workers";
import type { BatchId } from "../../protocol/ids.ts";
import { durableSql } from "../sql/durable-sql.ts";
import { migrate, type Migrations, type Sql } from "../sql/sql.ts";
import { text } from "../sql/columns.ts";
import type { Env } from "../env.ts";
import { deploymentSecret, SECRET_BYTES, SECRETS_TABLE } from "./secrets.ts";
import { type PushedKernel, type PushedKernels, PUSHED_KERNELS_TABLE, pushedKernels, type PushEnd } from "./pushed-kernels.ts";

const MIGRATIONS: Migrations = [
  "CREATE TABLE batches (position INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, listed_at INTEGER NOT NULL)",
  PUSHED_KERNELS_TABLE,
  SECRETS_TABLE,
];

export class Registry extends DurableObject<Env> {
  readonly #sql: Sql;
  readonly #kernels: PushedKernels;

  constructor(state: DurableObjectState, env: Env) {
    super(state, env);
    this.#sql = durableSql(state.storage);
    migrate(this.#sql, MIGRATIONS);
    this.#kernels = pushedKernels(this.#sql);
  }

  /** Lists a batch. Listing it again changes nothing. */
  list(id: BatchId): void {
    this.#sql.all("INSERT OR IGNORE INTO batches (id, listed_at) VALUES (?, ?)", id, Date.now());
  }

  /** The batches of the deployment, newest first. */
  batches(limit: number): BatchId[] {
    const rows = this.#sql.all("SELECT id FROM batches ORDER BY position DESC LIMIT ?", limit);
    return rows.map((row) => text(row, "id") as BatchId);
  }

  /** Made at its first use. */
  secret(): Uint8Array<ArrayBuffer> {
    return deploymentSecret(this.#sql, crypto.getRandomValues(new Uint8Array(SECRET_BYTES)), Date.now());
  }

  pushKernel(kernel: PushedKernel): PushEnd {
    return this.#kernels.push(kernel, Date.now());
  }

  /** The version, or the newest one. */
  pushedKernel(id: string, version?: string): PushedKernel | undefined {
    return this.#kernels.find(id, version);
  }

  pushedKernels(): PushedKernel[] {
    return this.#kernels.list();
  }
}
