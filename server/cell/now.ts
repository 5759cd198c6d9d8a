/** What a step of the cell depends on beside what is stored and what is asked. */
export interface Now {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Numbers from 0 to below 1 that no host can foresee. */
  readonly random: () => number;
}
