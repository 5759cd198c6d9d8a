/**
 * Remembers for this tab, and only until it closes, that it was computing and on how many cores: a
 * reload goes on where it was, and a new visit never starts by itself.
 */

export interface ResumeFlag {
  /** Cores to go on with, or null when this tab was not computing. */
  read(): number | null;
  write(cores: number): void;
  clear(): void;
}

const KEY = "manyhands.running";

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
      const cores = Number(attempt((storage) => storage.getItem(KEY)));
      return Number.isInteger(cores) && cores > 0 ? cores : null;
    },
    write(cores) {
      attempt((storage) => storage.setItem(KEY, String(cores)));
    },
    clear() {
      attempt((storage) => storage.removeItem(KEY));
    },
  };
}
