/**
 * One tab of a browser computes. A Web Lock says which: the browser takes it back when the tab goes,
 * however it goes. Leaders share one store, so a tab that lost the lock must not write any more.
 */

export interface Leader {
  /** Whether this tab leads now. When another does, `onFree` tells when it no longer does. */
  claim(): Promise<boolean>;
  /** Takes the lead from whichever tab has it. */
  take(): Promise<void>;
  release(): void;
}

export interface LeaderEvents {
  /** Another tab took the lead. */
  readonly onLost: () => void;
  /** The tab that led has stopped or gone; nobody leads. */
  readonly onFree: () => void;
}

export type Locks = Pick<LockManager, "request">;

const LOCK = "manyhands-computing";

export function createLeader(locks: Locks, { onLost, onFree }: LeaderEvents): Leader {
  let letGo: (() => void) | null = null;
  let watch: AbortController | null = null;
  /** The browser needs a moment to take a lock back; until then it would be denied to us as well. */
  let released: Promise<unknown> = Promise.resolve();

  const unwatch = (): void => {
    watch?.abort();
    watch = null;
  };

  const hold = (options: LockOptions): Promise<boolean> =>
    new Promise((decided) => {
      const request = locks.request(LOCK, options, (lock) => {
        decided(lock !== null);
        return lock === null ? undefined : new Promise<void>((resolve) => (letGo = resolve));
      });
      // The request of a lock that is stolen rejects.
      released = request.catch(() => {
        letGo = null;
        awaitFree();
        onLost();
      });
    });

  /** Queues for the lock, only to learn that it is free: a tab must not start computing because another stopped. */
  const awaitFree = (): void => {
    unwatch();
    const { signal } = (watch = new AbortController());
    const seen = locks.request(LOCK, { mode: "shared", signal }, () => {
      watch = null;
    });
    seen.then(onFree, () => undefined);
  };

  return {
    async claim() {
      if (letGo !== null) return true;
      unwatch();
      await released;
      const leads = await hold({ ifAvailable: true });
      if (!leads) awaitFree();
      return leads;
    },
    async take() {
      unwatch();
      await hold({ steal: true });
    },
    release() {
      unwatch();
      letGo?.();
      letGo = null;
    },
  };
}

/** For a process that is alone with its store, and for browsers without Web Locks. */
export const soleLeader: Leader = {
  claim: async () => true,
  take: async () => undefined,
  release: () => undefined,
};
