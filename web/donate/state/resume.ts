/**
 * Remembers for this tab, and only until it closes, that it was computing and on what: a reload goes
 * on where it was, and a new visit never starts by itself.
 */

/** What a volunteer lends of their machine. */
export interface Lent {
  readonly cores: number;
  readonly gpu: boolean;
}

export interface ResumeFlag {
  /** What to go on with, or null when this tab was not computing. */
  read(): Lent | null;
  write(lent: Lent): void;
  clear(): void;
}

const KEY = "manyhands.running";
const WITH_GPU = " and the graphics processor";

/** `openStorage` may throw where the browser forbids storage: then nothing is remembered. */
export function createResumeFlag(openStorage: () => Storage): ResumeFlag {
  const attempt = <T>(act: (storage: Storage) => T): T | null => {
    try {
      return act(openStorage());
    } catch {
      return null;
    }
  };
  return {
    read() {
      const kept = attempt((storage) => storage.getItem(KEY)) ?? "";
      const cores = Number.parseInt(kept, 10);
      return cores > 0 ? { cores, gpu: kept.endsWith(WITH_GPU) } : null;
    },
    write({ cores, gpu }) {
      attempt((storage) => storage.setItem(KEY, `${cores}${gpu ? WITH_GPU : ""}`));
    },
    clear() {
      attempt((storage) => storage.removeItem(KEY));
    },
  };
}
