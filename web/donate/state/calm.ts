/** Slows the engine's news to what a calm page needs: lending must not cost a core's hundredth in redrawing. */
import type { EngineSnapshot } from "../../engine/engine-api.ts";

/** Progress moves once a second; drawn at each of the engine's calls it took several times as much. */
export const REDRAW_EVERY_MS = 1_000;

/** Passes a change of phase, of cores or of the GPU on at once, and all else at most once a second, the latest last. */
export function calmly(show: (snapshot: EngineSnapshot) => void, now: () => number): (snapshot: EngineSnapshot) => void {
  let shown: EngineSnapshot | null = null;
  let shownAt = 0;
  let latest: EngineSnapshot | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    shownAt = now();
    shown = latest;
    if (shown !== null) show(shown);
  };

  return (next) => {
    latest = next;
    const waitMs = shownAt + REDRAW_EVERY_MS - now();
    const isChoice = next.cores !== shown?.cores || next.gpu !== shown.gpu;
    if (next.phase.kind !== shown?.phase.kind || isChoice || waitMs <= 0) flush();
    else timer ??= setTimeout(flush, waitMs);
  };
}
