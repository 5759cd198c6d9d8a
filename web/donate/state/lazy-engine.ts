/** The engine as the page has it: nothing but its resting state until the first Start fetches it. */
import { type ReadonlySignal, signal } from "@preact/signals";
import type { Engine, EngineSnapshot, Phase } from "../../engine/engine-api.ts";
import { calmly } from "./calm.ts";
import type { Lent } from "./resume.ts";

export interface LazyEngine extends Omit<Engine, "snapshot" | "subscribe"> {
  readonly snapshot: ReadonlySignal<EngineSnapshot>;
  /** False before the first Start of this visit: nothing stored on this device has been read. */
  readonly loaded: ReadonlySignal<boolean>;
  /** What was chosen last, whether or not there is a GPU. */
  readonly wantsGpu: ReadonlySignal<boolean>;
}

/** `lent` is what is lent as long as nothing else is chosen. */
export function createLazyEngine(load: () => Promise<Engine>, lent: Lent, now: () => number): LazyEngine {
  const snapshot = signal(atRest(lent.cores));
  const wantsGpu = signal(lent.gpu);
  const loaded = signal(false);
  let engine: Engine | null = null;
  let loading: Promise<void> | null = null;
  /** Whether Start was the last word; a Stop while the engine loads must win. */
  let wanted = false;

  const enter = (phase: Phase): void => {
    snapshot.value = { ...snapshot.peek(), phase };
  };

  const fetchEngine = async (): Promise<void> => {
    try {
      engine = await load();
    } catch {
      loading = null;
      return enter({ kind: "blocked", reason: "kernel-unavailable" });
    }
    loaded.value = true;
    engine.setCores(snapshot.peek().cores);
    if (wantsGpu.peek()) engine.setGpu(true);
    engine.subscribe(calmly((next) => (snapshot.value = next), now));
    if (wanted) engine.start();
  };

  return {
    snapshot,
    loaded,
    wantsGpu,
    start() {
      wanted = true;
      if (engine !== null) return engine.start();
      enter({ kind: "starting", since: now() });
      loading ??= fetchEngine();
    },
    stop() {
      wanted = false;
      if (engine === null) enter({ kind: "idle" });
      else engine.stop();
    },
    stopAfterUnits: () => engine?.stopAfterUnits(),
    keepGoing: () => engine?.keepGoing(),
    moveHere: () => engine?.moveHere(),
    setCores(next) {
      snapshot.value = { ...snapshot.peek(), cores: next };
      engine?.setCores(next);
    },
    setGpu(on) {
      wantsGpu.value = on;
      // Only an engine that has looked for one has a GPU to switch.
      if (engine === null) return;
      snapshot.value = { ...snapshot.peek(), gpu: on ? "on" : "off" };
      engine.setGpu(on);
    },
  };
}

/** What is known before the engine was fetched: that nothing runs. */
function atRest(cores: number): EngineSnapshot {
  return {
    phase: { kind: "idle" },
    cores,
    gpu: "unknown",
    workers: [],
    unsent: 0,
    connected: true,
    findings: [],
    ownUnits: new Map(),
    today: { units: 0, lentMs: 0 },
    record: null,
  };
}
