/**
 * The state of the donate page: what the engine says, what the server says, and what the volunteer
 * may do. Components read its signals and call its actions; nothing else talks to engine or network.
 */
import { type ReadonlySignal, computed, effect, signal } from "@preact/signals";
import type { Engine, EngineSnapshot, Phase } from "../../engine/engine-api.ts";
import { type Action, type Controls, controls } from "./controls.ts";
import { gentleCores } from "./cores.ts";
import { observe, type Pace, remainingMs } from "./pace.ts";
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
  readonly now: () => number;
}

export interface Donate {
  readonly watch: StudyWatch;
  readonly coresTotal: number;
  readonly snapshot: ReadonlySignal<EngineSnapshot>;
  /** False before the first Start of this visit: nothing stored on this device has been read. */
  readonly engineLoaded: ReadonlySignal<boolean>;
  readonly sentence: ReadonlySignal<Sentence>;
  readonly controls: ReadonlySignal<Controls>;
  perform(action: Action): void;
  setCores(cores: number): void;
}

export function createDonate({ loadEngine, watch, resume, coresTotal, now }: DonateOptions): Donate {
  const resumedCores = resume.read();
  const snapshot = signal(beforeStart(resumedCores ?? gentleCores(coresTotal)));
  const engineLoaded = signal(false);
  const clock = signal(now());
  const finishingInMs = signal<number | null>(null);
  const stopped = signal(false);
  let engine: Engine | null = null;
  let loading: Promise<void> | null = null;
  /** Whether Start was the last word; a Stop while the engine loads must win. */
  let wanted = false;
  let pace: Pace = new Map();

  const receive = (next: EngineSnapshot): void => {
    pace = observe(pace, next.workers, now());
    const before = snapshot.peek().phase.kind;
    snapshot.value = next;
    if (before !== next.phase.kind) enter(next);
  };

  const enter = ({ phase, cores }: EngineSnapshot): void => {
    clock.value = now();
    if (phase.kind === "idle") stopped.value = true;
    if (phase.kind === "starting") setTimeout(() => (clock.value = now()), SLOW_START_MS);
    if (goesOnAfterReload(phase)) resume.write(cores);
    else resume.clear();
  };

  const load = async (): Promise<void> => {
    try {
      engine = await loadEngine();
    } catch {
      loading = null;
      return receive({ ...snapshot.peek(), phase: { kind: "blocked", reason: "kernel-unavailable" } });
    }
    engineLoaded.value = true;
    engine.setCores(snapshot.peek().cores);
    engine.subscribe(receive);
    if (wanted) engine.start();
  };

  const start = (): void => {
    wanted = true;
    watch.moveOn();
    if (engine !== null) return engine.start();
    receive({ ...snapshot.peek(), phase: { kind: "starting", since: now() } });
    loading ??= load();
  };

  const stop = (): void => {
    wanted = false;
    if (engine === null) receive({ ...snapshot.peek(), phase: { kind: "idle" } });
    else engine.stop();
  };

  effect(() => {
    const computing = snapshot.value.workers.find((worker) => worker.unit !== null)?.unit;
    if (computing) watch.follow(computing.batchId);
  });

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

  if (resumedCores !== null) start();

  return {
    watch,
    coresTotal,
    snapshot,
    engineLoaded,
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
          return stop();
        case "stop-after":
          finishingInMs.value = remainingMs(pace, snapshot.peek().workers, now());
          return engine?.stopAfterUnits();
        case "keep-going":
          return engine?.keepGoing();
        case "move-here":
          return engine?.moveHere();
      }
    },
    setCores(cores) {
      snapshot.value = { ...snapshot.peek(), cores };
      if (goesOnAfterReload(snapshot.peek().phase)) resume.write(cores);
      engine?.setCores(cores);
    },
  };
}

/** A reload goes on unless the volunteer stopped, asked to stop, or must act first. */
function goesOnAfterReload({ kind }: Phase): boolean {
  return kind === "starting" || kind === "running" || kind === "offline" || kind === "no-work";
}

/** What is known before the engine was fetched: that nothing runs. */
function beforeStart(cores: number): EngineSnapshot {
  return {
    phase: { kind: "idle" },
    cores,
    workers: [],
    unsent: 0,
    connected: true,
    findings: [],
    ownUnits: new Map(),
    today: { units: 0, lentMs: 0 },
    record: null,
  };
}
