/** Seeds that failed once, each with what it found. They stay for good. */
export const PINNED_SEEDS: readonly number[] = [];
