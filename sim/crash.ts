/** A database under which the server dies at a chosen operation, before it, after it, or between commit and answer. */
import type { Sql } from "../server/sql/sql.ts";

/** The process is gone. Nothing in the server lives on after it. */
export class Crash extends Error {
  override readonly name = "Crash";
}

export interface CrashingSql extends Sql {
  /**
   * Counts from now on, and dies once, at operation number `at` (from 1): at a statement that is not run, or, when
   * `after`, one that is; at a commit that is not made, or one that is made and never told.
   */
  arm(at: number, after: boolean): void;
  /** Statements and commits since then. */
  operations(): number;
}

/** Dying within a transaction takes it back, as a restart would. */
export function crashingSql(sql: Sql): CrashingSql {
  let [operations, deadly, after] = [0, Infinity, false];
  let depth = 0;

  function operation<T>(run: () => T): T {
    operations += 1;
    if (operations === deadly && !after) throw new Crash(`before operation ${deadly}`);
    const value = run();
    if (operations === deadly && after) throw new Crash(`after operation ${deadly}`);
    return value;
  }

  function outermost<T>(steps: () => T): T {
    const value = sql.transaction(() => {
      const result = steps();
      if (!after) operation(() => {});
      return result;
    });
    if (after) operation(() => {});
    return value;
  }

  return {
    arm: (at, isAfter) => ([operations, deadly, after] = [0, at, isAfter]),
    operations: () => operations,
    all: (query, ...bindings) => operation(() => sql.all(query, ...bindings)),
    transaction(steps) {
      depth += 1;
      try {
        return depth === 1 ? outermost(steps) : sql.transaction(steps);
      } finally {
        depth -= 1;
      }
    },
  };
}
