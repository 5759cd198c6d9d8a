/**
 * Group commit. Every request that writes costs a flush of the disk before it may be answered, and that is most of
 * what a small request costs. Steps that arrive while others wait are run in one turn of the event loop; the
 * object's database commits once for the turn, and the output gate holds all their answers back until it has.
 */

export interface Together {
  /** Runs the step soon, in the order of arrival. A step that throws fails its own caller only. */
  run<T>(step: () => T): Promise<T>;
}

/** `nextTurn` calls back in a later turn, after what has arrived meanwhile was delivered. */
export function createTogether(nextTurn: (callback: () => void) => void): Together {
  let waiting: (() => void)[] = [];

  function runAll(): void {
    const steps = waiting;
    waiting = [];
    for (const step of steps) step();
  }

  return {
    run: <T>(step: () => T) =>
      new Promise<T>((resolve, reject) => {
        if (waiting.length === 0) nextTurn(runAll);
        waiting.push(() => {
          try {
            resolve(step());
          } catch (error) {
            reject(error);
          }
        });
      }),
  };
}
