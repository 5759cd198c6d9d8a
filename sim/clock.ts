/** Simulated time: things happen in the order of their instants, and in that of their planning when those are equal. */
export interface Clock {
  now(): number;
  /** Plans a step; returns the way to call it off. */
  at(instant: number, step: () => void): () => void;
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
      let off = false;
      push(heap, { instant: Math.max(instant, now), order: orders++, step: () => off || step() });
      return () => {
        off = true;
      };
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

function push(heap: Planned[], planned: Planned): void {
  heap.push(planned);
  let i = heap.length - 1;
  while (i > 0) {
    const parent = (i - 1) >> 1;
    if (!swapIfBefore(heap, i, parent)) return;
    i = parent;
  }
}

function pop(heap: Planned[]): void {
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return;
  heap[0] = last;
  let i = 0;
  for (;;) {
    const [left, right] = [2 * i + 1, 2 * i + 2];
    const child = right < heap.length && isBefore(heap, right, left) ? right : left;
    if (child >= heap.length || !swapIfBefore(heap, child, i)) return;
    i = child;
  }
}

function isBefore(heap: Planned[], a: number, b: number): boolean {
  const [first, second] = [heap[a], heap[b]];
  return first !== undefined && second !== undefined && before(first, second);
}

function swapIfBefore(heap: Planned[], child: number, parent: number): boolean {
  const [a, b] = [heap[child], heap[parent]];
  if (a === undefined || b === undefined || !before(a, b)) return false;
  [heap[child], heap[parent]] = [b, a];
  return true;
}
