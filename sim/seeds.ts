/** The seeds that every change is tried on: fixed ones, one from the commit at hand, and those that ever failed. */
import { execFileSync } from "node:child_process";
import { PINNED_SEEDS } from "./pinned-seeds.ts";

const FIXED_SEEDS: readonly number[] = [1, 2, 3, 5, 8, 13];

/** Where there is no repository, as in an archive of the source. */
const WITHOUT_COMMIT = 20_261_120;

/** A new seed with every commit, the same for whoever checks it out. */
export function commitSeed(): number {
  try {
    const head = execFileSync("git", ["rev-parse", "HEAD"], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
    return Number.parseInt(head.slice(0, 8), 16);
  } catch {
    return WITHOUT_COMMIT;
  }
}

export const allSeeds = (): number[] => [...FIXED_SEEDS, ...PINNED_SEEDS, commitSeed()];
