/** The engine as the page has it: nothing but its resting state until the first Start fetches it. */
import { type ReadonlySignal, signal } from "@preact/signals";
import type { Device } from "../../engine/device/device-api.ts";
import type { Engine, EngineSnapshot, Phase } from "../../engine/engine-api.ts";
import { calmly } from "./calm.ts";
import type { Lent } from "./resume.ts";

export interface LazyEngine extends Omit<Engine, "snapshot" | "subscribe" | "device"> {
  readonly snapshot: ReadonlySignal<EngineSnapshot>;
  /** False before the first Start of this visit: nothing stored on this device has been read. */
  readonly loaded: ReadonlySignal<boolean>;
  /** What was chosen last, whether or not there is a GPU. */
  readonly wantsGpu: ReadonlySignal<boolean>;
  /** Fetches the engine, where it is not here, and starts nothing. Rejects when it cannot be had. */
  device(): Promise<Device>;
}

/** `lent` is what is lent as long as nothing else is chosen. */
export function createLazyEngine(load: () => Promise<Engine>, lent: Lent, now: () => number): LazyEngine {
  const snapshot = signal(atRest(lent.cores));
  const wantsGpu = signal(lent.gpu);
  const loaded = signal(false);
  let engine: Engine | null = null;
  let loading: Promise<Engine> | null = null;
  /** Whether Start was the last word; a Stop while the engine loads must win. */
  let wanted = false;

  const enter = (phase: Phase): void => {
    snapshot.value = { ...snapshot.peek(), phase };
  };

  const fetchEngine = async (): Promise<Engine> => {
    const made = await load();
    engine = made;
    made.setCores(snapshot.peek().cores);
    if (wantsGpu.peek()) made.setGpu(true);
    made.subscribe(calmly((next) => (snapshot.value = next), now));
    if (wanted) begin(made);
    return made;
  };

  const begin = (made: Engine): void => {
    loaded.value = true;
    made.start();
  };

  /** One engine, whoever asks for it; after a failure the next one asks anew. */
  const fetched = (): Promise<Engine> => {
    loading ??= fetchEngine();
    loading.catch(() => (loading = null));
    return loading;
  };

  return {
    snapshot,
    loaded,
    wantsGpu,
    start() {
      wanted = true;
      if (engine !== null) return begin(engine);
      enter({ kind: "starting", since: now() });
      fetched().catch(() => enter({ kind: "blocked", reason: "kernel-unavailable" }));
    },
    device: async () => (await fetched()).device,
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
