/** Asks again and again while somebody looks: gently after failures, not at all in a hidden tab. */

/** The picture is redrawn at most this often. */
export const POLL_INTERVAL_MS = 5_000;

/** The longest wait between two tries when the server is out of reach. */
const MAX_RETRY_MS = 60_000;

/** Calls `refresh` until the page goes; it tells whether it succeeded. Tries spread by a random quarter. */
export function pollWhileVisible(refresh: () => Promise<boolean>, page: Document, random: () => number): void {
  let failures = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let inFlight = false;

  const turn = async (): Promise<void> => {
    if (inFlight || page.hidden) return;
    clearTimeout(timer);
    inFlight = true;
    failures = (await refresh()) ? 0 : failures + 1;
    inFlight = false;
    timer = setTimeout(() => void turn(), retryDelayMs(failures, random()));
  };

  page.addEventListener("visibilitychange", () => void turn());
  void turn();
}

/** Doubles with each failure in a row up to a cap; only retries are spread, so that hosts do not return in step. */
export function retryDelayMs(failures: number, random: number): number {
  if (failures === 0) return POLL_INTERVAL_MS;
  const delay = Math.min(POLL_INTERVAL_MS * 2 ** failures, MAX_RETRY_MS);
  return delay * (0.75 + random / 4);
}
