/** One batch, as its page shows it: how far it is, how fast it goes, its first rows, and what is done to it. */
import { batch as together, computed, type ReadonlySignal, signal } from "@preact/signals";
import type { BatchStatus, RaiseRequest, ResultRow } from "../../../protocol/messages.ts";
import type { SignedManifest } from "../../../protocol/result-manifest.ts";
import type { ResultFormat } from "../../../protocol/result-query.ts";
import { plural } from "../../ui/format.ts";
import type { Answer, Failure } from "./answer.ts";
import { createFreshness, type Freshness } from "./freshness.ts";
import { type Loaded, LOADING, renewed } from "./loaded.ts";
import { type Pace, paceOf, type Sighting, withSighting } from "./pace.ts";
import type { ResearchApi } from "./research-api.ts";

/** Where on the page something was asked for, and how that went is said. */
export type Place = "run" | "priority" | "assurance" | "failed" | "download" | "manifest";

export interface Outcome {
  readonly place: Place;
  readonly state:
    | { readonly kind: "busy" }
    | { readonly kind: "done"; readonly text: string }
    | { readonly kind: "failed"; readonly failure: Failure };
}

export interface BatchView {
  readonly batchId: string;
  readonly status: ReadonlySignal<Loaded<BatchStatus>>;
  readonly freshness: ReadonlySignal<Freshness>;
  readonly pace: ReadonlySignal<Pace | undefined>;
  /** The first rows of the table, as far as they are decided. */
  readonly rows: ReadonlySignal<Loaded<readonly ResultRow[]>>;
  readonly manifest: ReadonlySignal<SignedManifest | null>;
  readonly outcome: ReadonlySignal<Outcome | null>;
  /** Asks once; tells whether the server answered. */
  refresh(): Promise<boolean>;
  control(what: "pause" | "resume" | "cancel"): Promise<void>;
  prioritise(priority: BatchStatus["priority"]): Promise<void>;
  raise(request: RaiseRequest): Promise<void>;
  retry(): Promise<void>;
  download(format: ResultFormat): Promise<void>;
  makeManifest(format: ResultFormat): Promise<void>;
}

interface Parts {
  readonly api: ResearchApi;
  readonly now: () => number;
  /** Gives the person a file. */
  readonly save: (file: Blob, name: string) => void;
}

export const SHOWN_ROWS = 40;

export function createBatchView({ api, now, save }: Parts, batchId: string): BatchView {
  const status = signal<Loaded<BatchStatus>>(LOADING);
  const rows = signal<Loaded<readonly ResultRow[]>>(LOADING);
  const manifest = signal<SignedManifest | null>(null);
  const outcome = signal<Outcome | null>(null);
  const seen = signal<readonly Sighting[]>([]);
  const { freshness, note } = createFreshness(now);
  let rowsOf = -1;
  /** A reply to a question that was asked before somebody acted tells of before. */
  let turn = 0;

  const show = (answer: Answer<BatchStatus>): void =>
    together(() => {
      note(answer);
      status.value = renewed(status.peek(), answer);
      if (answer.kind === "done") seen.value = withSighting(seen.peek(), { at: now(), decided: decidedOf(answer.value) });
    });

  /** Fetches rows where more are decided than are on show. */
  const showRows = async ({ validated, failed }: BatchStatus): Promise<void> => {
    const here = rows.peek();
    // Rows come in the order of units: these stay the first ones only where none before them is missing.
    const isFull = here.kind === "here" && here.value.at(-1)?.unit === SHOWN_ROWS - 1 && failed === 0;
    if (validated + failed === rowsOf || isFull) return;
    const answer = await api.firstRows(batchId, SHOWN_ROWS);
    if (answer.kind === "done") rowsOf = validated + failed;
    rows.value = renewed(rows.peek(), answer);
  };

  const run = async <T>(place: Place, ask: () => Promise<Answer<T>>, done: (value: T) => string): Promise<void> => {
    if (outcome.peek()?.state.kind === "busy") return;
    outcome.value = { place, state: { kind: "busy" } };
    const answer = await ask();
    const state =
      answer.kind === "done" ? { kind: "done" as const, text: done(answer.value) } : { kind: "failed" as const, failure: answer };
    outcome.value = { place, state };
  };

  const changeTo = (place: Place, ask: () => Promise<Answer<BatchStatus>>, text: string): Promise<void> =>
    run(place, ask, (value) => {
      turn++;
      show({ kind: "done", value });
      return text;
    });

  return {
    batchId,
    status,
    freshness,
    pace: computed(() => {
      const { value } = status;
      return value.kind === "here" ? paceOf(seen.value, value.value.units - decidedOf(value.value)) : undefined;
    }),
    rows,
    manifest,
    outcome,
    async refresh() {
      const mine = ++turn;
      const answer = await api.batch(batchId);
      if (mine !== turn) return true;
      show(answer);
      if (answer.kind === "done") await showRows(answer.value);
      return answer.kind !== "no-answer";
    },
    control: (what) => changeTo("run", () => api.control(batchId, what), CONTROLLED[what]),
    prioritise: (priority) => changeTo("priority", () => api.change(batchId, { priority }), "The priority is changed."),
    raise: (request) =>
      changeTo(
        "assurance",
        () => api.raise(batchId, request),
        "Raised. Rows that are decided stay as they are, and say what they rest on.",
      ),
    async retry() {
      await run("failed", () => api.retry(batchId), retried);
      turn++;
      show(await api.batch(batchId));
    },
    async download(format) {
      const before = status.peek();
      await run(
        "download",
        () => api.table(batchId, format),
        (file) => {
          const name = fileName(before.kind === "here" ? before.value : undefined, batchId, format);
          save(file, name);
          return `${name} is on its way to your downloads.`;
        },
      );
    },
    makeManifest: (format) =>
      run(
        "manifest",
        () => api.manifest(batchId, format),
        (signed) => {
          manifest.value = signed;
          return "The manifest is made.";
        },
      ),
  };
}

const CONTROLLED = {
  pause: "Paused. Nothing new is handed out.",
  resume: "Resumed.",
  cancel: "Cancelled. What is decided is kept.",
} as const;

const retried = (units: number): string =>
  units === 0 ? "No unit had failed." : `${plural(units, "failed unit begins", "failed units begin")} anew, at other hosts.`;

const decidedOf = ({ validated, failed }: BatchStatus): number => validated + failed;

/** Says how much of the table is in it where that is not all. */
function fileName(batch: BatchStatus | undefined, batchId: string, format: ResultFormat): string {
  if (batch === undefined || batch.state === "finished") return `${batchId}.${format}`;
  return `${batchId}-partial-${decidedOf(batch)}-of-${batch.units}.${format}`;
}
