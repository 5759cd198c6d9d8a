/** Finds how much work fits in a slice, by measuring the slices before. */

/** A budget is an i32 in the module; a power of two below its limit leaves room for the module's sums. */
const MAX_BUDGET = 2 ** 30;

/**
 * Growth is bounded, because a short measurement says little (clocks tick in steps of up to 1 ms, and
 * the first call of a module includes its compilation). Shrinking is bounded too: a machine that slept
 * in the middle of a slice must not send us back to the start.
 */
const MAX_GROWTH = 4;
const MAX_SHRINK = 1 / 16;

export class SliceBudget {
  #value = 1;

  /** Pieces of work to ask for next; a whole number, at least 1. */
  get value(): number {
    return this.#value;
  }

  /** Takes in that a slice of the budget `spent` took `tookMs` where `targetMs` was wanted. */
  adapt(tookMs: number, targetMs: number, spent = this.#value): void {
    const ratio = tookMs > 0 ? targetMs / tookMs : MAX_GROWTH;
    const change = Math.min(MAX_GROWTH, Math.max(MAX_SHRINK, ratio));
    this.#value = Math.min(MAX_BUDGET, Math.max(1, Math.floor(spent * change)));
  }
}
