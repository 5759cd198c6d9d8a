/** The kernels that were brought to a deployment: what each version is, once and for all. Its files are blobs. */
import type { ResearcherId } from "../../protocol/ids.ts";
import type { Manifest } from "../../worker-kernels/contract.ts";
import { text } from "../sql/columns.ts";
import type { Sql, SqlRow } from "../sql/sql.ts";

export interface StoredFile {
  readonly sha256: string;
  readonly bytes: number;
}

export interface PushedKernel {
  readonly manifest: Manifest;
  readonly module: StoredFile;
  readonly shader?: StoredFile;
  /** Who brought it, as volunteers are told. */
  readonly broughtBy: string;
  /** The researcher who brought it, and in whose batches alone it is computed; absent for the operator's, which all may use. */
  readonly owner?: ResearcherId;
}

export const PUSHED_KERNELS_TABLE = `CREATE TABLE kernels (
    id TEXT NOT NULL, version TEXT NOT NULL, kernel TEXT NOT NULL, pushed_at INTEGER NOT NULL,
    PRIMARY KEY (id, version)) WITHOUT ROWID`;

/** `foreign`: a version of that id was brought by somebody else. */
export type PushEnd = "kept" | "known" | "conflict" | "foreign";

export interface PushedKernels {
  /** A version that is there already is either the same, to the byte, or in conflict. */
  push(kernel: PushedKernel, now: number): PushEnd;
  /** The version, or the newest one. */
  find(id: string, version?: string): PushedKernel | undefined;
  /** All versions; ids in alphabetical order, versions from the oldest on. */
  list(): PushedKernel[];
}

export function pushedKernels(sql: Sql): PushedKernels {
  const read = (query: string, ...bindings: string[]): PushedKernel[] =>
    sql
      .all(query, ...bindings)
      .map(toKernel)
      .toSorted(byIdAndVersion);
  return {
    push: (kernel, now) =>
      sql.transaction(() => {
        const { id, version } = kernel.manifest;
        if (read("SELECT kernel FROM kernels WHERE id = ?", id).some(({ owner }) => owner !== kernel.owner)) return "foreign";
        const [known] = sql.all("SELECT kernel FROM kernels WHERE id = ? AND version = ?", id, version);
        const written = JSON.stringify(kernel);
        if (known !== undefined) return text(known, "kernel") === written ? "known" : "conflict";
        sql.all("INSERT INTO kernels VALUES (?, ?, ?, ?)", id, version, written, now);
        return "kept";
      }),
    find(id, version) {
      const versions = read("SELECT kernel FROM kernels WHERE id = ?", id);
      return versions.findLast(({ manifest }) => version === undefined || manifest.version === version);
    },
    list: () => read("SELECT kernel FROM kernels"),
  };
}

const toKernel = (row: SqlRow): PushedKernel => JSON.parse(text(row, "kernel")) as PushedKernel;

function byIdAndVersion({ manifest: a }: PushedKernel, { manifest: b }: PushedKernel): number {
  if (a.id !== b.id) return a.id < b.id ? -1 : 1;
  const [ours, theirs] = [a, b].map(({ version }) => version.split(".").map(Number));
  const at = ours?.findIndex((part, i) => part !== theirs?.[i]) ?? -1;
  return (ours?.[at] ?? 0) - (theirs?.[at] ?? 0);
}
