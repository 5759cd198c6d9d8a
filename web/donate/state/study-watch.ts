/** Which study the page shows, and what the server last said about it. */
import { type ReadonlySignal, batch as together, signal } from "@preact/signals";
import type { BatchStatus, Picture } from "../../../protocol/messages.ts";
import type { KernelInfo, StudyApi } from "./study-api.ts";

export type StudyState =
  | { readonly kind: "loading" }
  /** The server has not answered yet, at least once. */
  | { readonly kind: "unreachable" }
  /** The server answered: it has no study. */
  | { readonly kind: "none" }
  | {
      readonly kind: "known";
      readonly batch: BatchStatus;
      readonly kernel: KernelInfo;
      /** Whether another study runs; looked up only once this one runs no more. */
      readonly anotherRuns: boolean;
    };

/** How fresh the numbers on show are. */
export interface Freshness {
  /** When the server last answered; null before the first time. */
  readonly asOf: number | null;
  readonly reachable: boolean;
}

export interface StudyWatch {
  readonly study: ReadonlySignal<StudyState>;
  readonly picture: ReadonlySignal<Picture | null>;
  readonly freshness: ReadonlySignal<Freshness>;
  /** Asks the server once; tells whether it answered. */
  refresh(): Promise<boolean>;
  /** Shows this batch from the next refresh on: it is the one being computed here. */
  follow(batchId: string): void;
  /** Leaves a study that runs no more for another that runs, if there is one. */
  moveOn(): void;
}

export function createStudyWatch(api: StudyApi, now: () => number): StudyWatch {
  const study = signal<StudyState>({ kind: "loading" });
  const picture = signal<Picture | null>(null);
  const freshness = signal<Freshness>({ asOf: null, reachable: true });
  const kernels = new Map<string, KernelInfo>();
  let followed: string | null = null;

  const kernelOf = async ({ kernel: { id, version } }: BatchStatus): Promise<KernelInfo> => {
    const name = `${id}@${version}`;
    const info = kernels.get(name) ?? (await api.kernel(id, version));
    kernels.set(name, info);
    return info;
  };

  const look = async (): Promise<void> => {
    const sought = followed;
    const { batch, anotherRuns } = await findBatch(api, sought, study.value);
    const kernel = batch && (await kernelOf(batch));
    const drawn = batch && (await api.picture(batch.batchId));
    if (followed !== sought) return;
    followed = batch?.batchId ?? null;
    together(() => {
      study.value = batch && kernel ? { kind: "known", batch, kernel, anotherRuns } : { kind: "none" };
      picture.value = drawn;
    });
  };

  return {
    study,
    picture,
    freshness,
    async refresh() {
      try {
        await look();
        freshness.value = { asOf: now(), reachable: true };
        return true;
      } catch {
        // Out of reach, or an answer that is none: what is on show stays, and says how old it is.
        freshness.value = { ...freshness.value, reachable: false };
        if (study.value.kind === "loading") study.value = { kind: "unreachable" };
        return false;
      }
    },
    follow(batchId) {
      followed = batchId;
    },
    moveOn() {
      if (study.value.kind === "known" && study.value.anotherRuns) followed = null;
    },
  };
}

interface Found {
  readonly batch: BatchStatus | null;
  readonly anotherRuns: boolean;
}

/** The followed batch while it runs; beside one that is finished, paused or cancelled, whether another runs; without one, the best to show. */
async function findBatch(api: StudyApi, followed: string | null, shown: StudyState): Promise<Found> {
  const rested = shown.kind === "known" && shown.batch.batchId === followed && shown.batch.state !== "running";
  if (followed !== null && !rested) return { batch: await api.batch(followed), anotherRuns: false };
  const batches = await api.batches();
  const kept = batches.find((batch) => batch.batchId === followed) ?? chooseBatch(batches);
  return { batch: kept, anotherRuns: batches.some((batch) => batch !== kept && batch.state === "running") };
}

/** A running study that still has pieces to hand out, else one that runs, else the newest that is finished, paused or cancelled. */
export function chooseBatch(batches: readonly BatchStatus[]): BatchStatus | null {
  const running = batches.filter((batch) => batch.state === "running");
  const newest = (state: BatchStatus["state"]): BatchStatus | undefined =>
    batches.filter((batch) => batch.state === state).toSorted((a, b) => b.createdAt - a.createdAt)[0];
  const atRest = newest("finished") ?? newest("paused") ?? newest("cancelled");
  return running.find((batch) => batch.waiting > 0) ?? running[0] ?? atRest ?? null;
}
