/** Simulated time: things happen in the order of their instants, and in that of their planning when those are equal. */
export interface Clock {
  now(): number;
  /** Plans a step; an instant that has passed means at once. */
  at(instant: number, step: () => void): void;
  /** Runs what is planned until nothing is left, `until` has come, or `done` says so. */
  run(until: number, done: () => boolean): void;
}

interface Planned {
  readonly instant: number;
  readonly order: number;
  readonly step: () => void;
}

export function newClock(start: number): Clock {
  let now = start;
  let orders = 0;
  const heap: Planned[] = [];

  return {
    now: () => now,
    at(instant, step) {
      push(heap, { instant: Math.max(instant, now), order: orders++, step });
    },
    run(until, done) {
      while (!done()) {
        const next = heap[0];
        if (next === undefined || next.instant > until) return;
        pop(heap);
        now = next.instant;
        next.step();
      }
    },
  };
}

const before = (a: Planned, b: Planned): boolean => a.instant < b.instant || (a.instant === b.instant && a.order < b.order);

/** A binary heap: whatever stands at i comes before what stands at 2i + 1 and 2i + 2. */
function push(heap: Planned[], planned: Planned): void {
  let i = heap.length;
  while (i > 0) {
    const parent = (i - 1) >> 1;
    const above = heap[parent];
    if (above === undefined || !before(planned, above)) break;
    heap[i] = above;
    i = parent;
  }
  heap[i] = planned;
}

function pop(heap: Planned[]): void {
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return;
  let i = 0;
  for (;;) {
    const child = earlierChild(heap, i);
    const below = heap[child];
    if (below === undefined || before(last, below)) break;
    heap[i] = below;
    i = child;
  }
  heap[i] = last;
}

function earlierChild(heap: Planned[], i: number): number {
  const [left, right] = [heap[2 * i + 1], heap[2 * i + 2]];
  return left !== undefined && right !== undefined && before(right, left) ? 2 * i + 2 : 2 * i + 1;
}
