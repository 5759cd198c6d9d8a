/** Tells listeners of changes, at most a few times a second; a change of phase is told at once. */
import type { EngineSnapshot } from "./engine-api.ts";

const NOTIFY_EVERY_MS = 200;

export class Notifier {
  readonly #snapshot: () => EngineSnapshot;
  readonly #now: () => number;
  readonly #listeners = new Set<(snapshot: EngineSnapshot) => void>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #toldAt = -Infinity;
  #toldPhase: string | undefined;

  constructor(snapshot: () => EngineSnapshot, now: () => number) {
    this.#snapshot = snapshot;
    this.#now = now;
  }

  subscribe(listener: (snapshot: EngineSnapshot) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  changed(): void {
    const snapshot = this.#snapshot();
    const sinceMs = this.#now() - this.#toldAt;
    if (snapshot.phase.kind !== this.#toldPhase || sinceMs >= NOTIFY_EVERY_MS) return this.#tell(snapshot);
    this.#timer ??= setTimeout(() => this.#tell(this.#snapshot()), NOTIFY_EVERY_MS - sinceMs);
  }

  #tell(snapshot: EngineSnapshot): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#toldAt = this.#now();
    this.#toldPhase = snapshot.phase.kind;
    for (const listener of this.#listeners) listener(snapshot);
  }
}
