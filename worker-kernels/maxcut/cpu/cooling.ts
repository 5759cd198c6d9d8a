/** The temperature of every sweep: it falls evenly, from the start in the first sweep to the end in the last. */

let sweeps: u32 = 0;
let start: u32 = 0;
let end: u32 = 0;

export function setCooling(count: u32, first: u32, last: u32): void {
  sweeps = count;
  start = first;
  end = last;
}

/** Sweeps are counted from 1. */
export function temperatureOf(sweep: u32): u32 {
  if (sweeps == 1) return start;
  const fall = ((start - end) as u64) * (sweep - 1);
  return start - ((fall / (sweeps - 1)) as u32);
}
