/**
 * The state of the donate page: what the engine says, what the server says, and what the volunteer
 * may do. Components read its signals and call its actions; nothing else talks to engine or network.
 */
import { type ReadonlySignal, computed, effect, signal } from "@preact/signals";
import type { Device } from "../../engine/device/device-api.ts";
import type { Engine, EngineSnapshot, Phase } from "../../engine/engine-api.ts";
import { type Action, type Controls, controls } from "./controls.ts";
import { gentleCores } from "./cores.ts";
import { type FindingState, findingStates } from "./finding-states.ts";
import { createLazyEngine } from "./lazy-engine.ts";
import { observe, type Pace, remainingMs } from "./pace.ts";
import { type Field, fieldOf, NARROW, WIDE } from "./picture-field.ts";
import type { ResumeFlag } from "./resume.ts";
import { type Sentence, sentence, SLOW_START_MS } from "./sentence.ts";
import { spoken } from "./spoken.ts";
import type { StudyWatch } from "./study-watch.ts";

export interface DonateOptions {
  /** Fetches the engine; called on the first Start and not before. */
  readonly loadEngine: () => Promise<Engine>;
  readonly watch: StudyWatch;
  readonly resume: ResumeFlag;
  readonly coresTotal: number;
  /** Whether there is room for the picture's wide shape. */
  readonly isWide: ReadonlySignal<boolean>;
  readonly now: () => number;
}

export interface Donate {
  readonly watch: StudyWatch;
  readonly coresTotal: number;
  readonly snapshot: ReadonlySignal<EngineSnapshot>;
  /** False before the first Start of this visit: nothing stored on this device has been read. */
  readonly engineLoaded: ReadonlySignal<boolean>;
  /** The picture so far; null until the server sent one. */
  readonly field: ReadonlySignal<Field | null>;
  readonly findings: ReadonlySignal<readonly FindingState[]>;
  readonly sentence: ReadonlySignal<Sentence>;
  readonly controls: ReadonlySignal<Controls>;
  perform(action: Action): void;
  setCores(cores: number): void;
  setGpu(on: boolean): void;
  /** Whose device this is. Fetches the engine, starts nothing; rejects when it cannot be had. */
  device(): Promise<Device>;
}

export function createDonate({ loadEngine, watch, resume, coresTotal, isWide, now }: DonateOptions): Donate {
  const resumed = resume.read();
  const engine = createLazyEngine(loadEngine, resumed ?? { cores: gentleCores(coresTotal), gpu: false }, now);
  const { snapshot } = engine;
  const phaseKind = computed(() => snapshot.value.phase.kind);
  const clock = clockOf(phaseKind, now);
  const remaining = measureRemaining(snapshot, now);
  const finishingInMs = signal<number | null>(null);
  const stopped = signal(false);

  const start = (): void => {
    stopped.value = true;
    watch.moveOn();
    engine.start();
  };

  followWork(snapshot, watch);
  if (resumed !== null) start();
  rememberForReload(snapshot, engine.wantsGpu, resume);

  const current = computed(() => {
    const study = watch.study.value;
    return sentence(snapshot.value, {
      now: clock.value,
      coresTotal,
      batch: study.kind === "known" ? study.batch : null,
      programBytes: study.kind === "known" ? study.kernel.programBytes : null,
      finishingInMs: finishingInMs.value,
      stopped: stopped.value,
    });
  });

  return {
    watch,
    coresTotal,
    snapshot,
    engineLoaded: engine.loaded,
    field: fieldSignal(watch, snapshot, isWide),
    findings: findingsSignal(watch, snapshot),
    sentence: spoken(current, now),
    controls: computed(() => {
      const study = watch.study.value;
      return controls(snapshot.value.phase, study.kind === "known" && study.anotherRuns);
    }),
    perform(action) {
      switch (action) {
        case "start":
          return start();
        case "stop":
          return engine.stop();
        case "stop-after":
          finishingInMs.value = remaining();
          return engine.stopAfterUnits();
        case "keep-going":
          return engine.keepGoing();
        case "move-here":
          return engine.moveHere();
      }
    },
    setCores: (cores) => engine.setCores(cores),
    setGpu: (on) => engine.setGpu(on),
    device: () => engine.device(),
  };
}

/** Drawn anew only with the server's news: own squares are marked along with it, not at every snapshot. */
function fieldSignal({ picture }: StudyWatch, snapshot: Donate["snapshot"], isWide: DonateOptions["isWide"]): Donate["field"] {
  return computed(() => {
    if (picture.value === null) return null;
    const own = snapshot.peek().ownUnits.get(picture.value.batchId) ?? [];
    return fieldOf(picture.value, own, isWide.value ? WIDE : NARROW);
  });
}

function findingsSignal({ picture }: StudyWatch, snapshot: Donate["snapshot"]): Donate["findings"] {
  const findings = computed(() => snapshot.value.findings);
  const rejected = computed(() => snapshot.value.record?.rejected ?? null);
  return computed(() => findingStates(findings.value, picture.value, rejected.value));
}

/** The present, as of the last change of phase, and once more when a start has become slow. */
function clockOf(phaseKind: ReadonlySignal<Phase["kind"]>, now: () => number): ReadonlySignal<number> {
  const clock = signal(now());
  const tick = (): void => {
    clock.value = now();
  };
  effect(() => {
    if (phaseKind.value === "starting") setTimeout(tick, SLOW_START_MS);
    tick();
  });
  return clock;
}

/** Watches how fast the pieces in hand move; the function returned says how long they still take, if that can be told. */
function measureRemaining(snapshot: ReadonlySignal<EngineSnapshot>, now: () => number): () => number | null {
  let pace: Pace = new Map();
  effect(() => {
    pace = observe(pace, snapshot.value.workers, now());
  });
  return () => remainingMs(pace, snapshot.peek().workers, now());
}

/** Shows the study that is being computed here. */
function followWork(snapshot: ReadonlySignal<EngineSnapshot>, watch: StudyWatch): void {
  effect(() => {
    const unit = snapshot.value.workers.find((worker) => worker.unit !== null)?.unit;
    if (unit) watch.follow(unit.batchId);
  });
}

/** A reload goes on unless the volunteer stopped, asked to stop, or must act first. */
const GOES_ON: ReadonlySet<Phase["kind"]> = new Set<Phase["kind"]>(["starting", "running", "offline", "no-work"]);

function rememberForReload(snapshot: ReadonlySignal<EngineSnapshot>, wantsGpu: ReadonlySignal<boolean>, resume: ResumeFlag): void {
  const coresToGoOnWith = computed(() => (GOES_ON.has(snapshot.value.phase.kind) ? snapshot.value.cores : null));
  effect(() => {
    if (coresToGoOnWith.value === null) resume.clear();
    else resume.write({ cores: coresToGoOnWith.value, gpu: wantsGpu.value });
  });
}
