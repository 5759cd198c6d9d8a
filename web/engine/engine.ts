/**
 * The engine: everything a volunteer's machine does, with no user interface in it. It finds out
 * whether it may compute (the device can, this tab leads), has a session while it does, and tells
 * surfaces what there is to see.
 */
import type { HostId } from "../../protocol/ids.ts";
import type { Api } from "./api-client.ts";
import type { MissingCapability } from "./capability.ts";
import type { Device } from "./device/device-api.ts";
import type { Engine, EngineSnapshot, Phase } from "./engine-api.ts";
import { Blobs } from "./blobs.ts";
import { Kernels } from "./kernels.ts";
import type { Leader, LeaderEvents } from "./leader.ts";
import { Notifier } from "./notifier.ts";
import { Own } from "./own-record.ts";
import { RecordWatch } from "./record-watch.ts";
import { Session, type SessionDeps } from "./session.ts";
import type { BlobCache } from "./store/blob-cache.ts";
import type { StoreChange, WorkStore } from "./store/work-store.ts";
import type { RestoredWork, VolunteerEvent } from "./volunteer/event.ts";
import { phaseOf } from "./volunteer/phase.ts";

export interface EngineDeps extends Pick<SessionDeps, "spawnWorker" | "restShare" | "now" | "random"> {
  readonly api: Api;
  /** Which host this device is; makes its key where there is none. Rejects where nothing can be stored. */
  readonly hostId: () => Promise<HostId>;
  /** Whose device this is; `forget` forgets everything that is kept here. */
  readonly createDevice: (forget: () => Promise<void>) => Device;
  readonly openStore: () => Promise<WorkStore>;
  /** Where blobs stay over reloads. */
  readonly blobCache: BlobCache;
  readonly createLeader: (events: LeaderEvents) => Leader;
  /** What this device lacks for computing. */
  readonly missing: MissingCapability | null;
  /** Workers to run at first. */
  readonly cores: number;
  /** Whether the platform knows of GPUs at all; whether one is there is found out after the first start. */
  readonly knowsGpus?: boolean;
  /** Names the local day of an instant as YYYY-MM-DD. */
  readonly dayOf: (now: number) => string;
  /** Calls back when the device says it has a network again. */
  readonly onOnline: (listener: () => void) => void;
}

/** That there is a session, or why there is none. */
type Standing =
  | { readonly kind: "idle" }
  | { readonly kind: "claiming"; readonly since: number }
  | { readonly kind: "elsewhere" }
  | { readonly kind: "blocked"; readonly reason: MissingCapability }
  | { readonly kind: "leading"; readonly session: Session };

/** How long a tab that lost the lead may still have a write to the shared store in flight. */
const SETTLE_AFTER_TAKING_MS = 200;

export class VolunteerEngine implements Engine {
  readonly device: Device;
  readonly #deps: EngineDeps;
  readonly #kernels: Kernels;
  readonly #blobs: Blobs;
  readonly #own: Own;
  readonly #record: RecordWatch;
  readonly #notifier: Notifier;
  readonly #leader: Leader;
  #standing: Standing = { kind: "idle" };
  #store: WorkStore | null = null;
  #cores: number;
  #gpu: "unknown" | "none" | "found";
  #wantsGpu = false;
  /** The newest attempt to begin; an older one that comes back finds itself overtaken. */
  #attempt = 0;
  readonly #left = Promise.withResolvers<void>();

  constructor(deps: EngineDeps) {
    this.#deps = deps;
    this.#cores = deps.cores;
    this.#gpu = deps.knowsGpus === true ? "unknown" : "none";
    this.#kernels = new Kernels(deps.api);
    this.#blobs = new Blobs(deps.api, deps.blobCache);
    this.#own = new Own(deps.dayOf);
    this.#notifier = new Notifier(() => this.snapshot(), deps.now);
    this.#record = new RecordWatch(deps.api, deps.now, () => this.#notifier.changed());
    this.#leader = deps.createLeader({ onLost: () => this.#onLost(), onFree: () => this.#onFree() });
    this.device = deps.createDevice(() => this.#forget());
    deps.onOnline(() => this.#send({ type: "online" }));
  }

  snapshot(): EngineSnapshot {
    const session = this.#session();
    const { units, lentMs } = this.#own.today(this.#deps.now());
    return {
      phase: this.#phase(),
      cores: this.#cores,
      gpu: this.#gpu === "found" ? (this.#wantsGpu ? "on" : "off") : this.#gpu,
      workers: session?.workers() ?? [],
      unsent: session?.state.outbox.filter(({ outcome }) => outcome.outcome !== "returned").length ?? 0,
      connected: (session?.state.failures ?? 0) === 0,
      findings: this.#own.findings,
      ownUnits: this.#own.units,
      today: { units, lentMs },
      record: this.#record.newest,
    };
  }

  subscribe(listener: (snapshot: EngineSnapshot) => void): () => void {
    return this.#notifier.subscribe(listener);
  }

  start(): void {
    if (this.#session()) this.#send({ type: "start" });
    else void this.#begin(() => this.#leader.claim());
  }

  moveHere(): void {
    void this.#begin(async () => {
      await this.#takeLead();
      return true;
    });
  }

  stop(): void {
    if (this.#session()) return this.#send({ type: "stop" });
    this.#attempt += 1;
    this.#leader.release();
    this.#become({ kind: "idle" });
  }

  /** Stops for good: gives everything back, uploads, and resolves when nothing is left here. */
  async leave(): Promise<void> {
    const session = this.#session();
    if (session === null) return this.stop();
    const enrolled = session.state.identity !== null;
    session.send({ type: "leave" });
    await this.#left.promise;
    // The last word of a surface that ends now should count what was uploaded just now.
    if (enrolled) await this.#record.fetch();
  }

  stopAfterUnits(): void {
    this.#send({ type: "finish" });
  }

  keepGoing(): void {
    this.#send({ type: "keep-going" });
  }

  setCores(cores: number): void {
    this.#cores = Math.max(1, Math.floor(cores));
    this.#send({ type: "set-cores", cores: this.#cores });
    this.#notifier.changed();
  }

  setGpu(on: boolean): void {
    this.#wantsGpu = on;
    this.#tellGpu();
  }

  async #takeLead(): Promise<void> {
    await this.#leader.take();
    await new Promise((resolve) => setTimeout(resolve, SETTLE_AFTER_TAKING_MS));
  }

  /** Ends the work, in whichever tab it is done, and forgets everything that is kept on this device. */
  async #forget(): Promise<void> {
    this.#attempt += 1;
    const session = this.#session();
    session?.end();
    if (session === null) await this.#takeLead();
    const store = (this.#store ??= await this.#deps.openStore());
    await store.wipe();
    await this.#deps.blobCache.clear();
    this.#own.forget();
    this.#record.forget();
    this.#leader.release();
    this.#become({ kind: "idle" });
  }

  #phase(): Phase {
    if (this.#standing.kind === "leading") return phaseOf(this.#standing.session.state);
    return this.#standing.kind === "claiming" ? { kind: "starting", since: this.#standing.since } : this.#standing;
  }

  #session(): Session | null {
    return this.#standing.kind === "leading" ? this.#standing.session : null;
  }

  #send(event: VolunteerEvent): void {
    this.#session()?.send(event);
  }

  #become(standing: Standing): void {
    this.#standing = standing;
    this.#notifier.changed();
  }

  async #begin(claim: () => Promise<boolean>): Promise<void> {
    const { missing, now } = this.#deps;
    if (missing !== null) return this.#become({ kind: "blocked", reason: missing });
    if (this.#standing.kind === "claiming") return;
    const attempt = ++this.#attempt;
    this.#become({ kind: "claiming", since: now() });
    const leads = await claim();
    if (attempt !== this.#attempt) return leads ? this.#leader.release() : undefined;
    if (!leads) return this.#become({ kind: "elsewhere" });
    try {
      await this.#openSession(attempt);
    } catch {
      // The browser forbids storage, or the disk is full: nothing would survive a reload.
      this.#leader.release();
      this.#become({ kind: "blocked", reason: "no-storage" });
    }
  }

  async #openSession(attempt: number): Promise<void> {
    this.#store ??= await this.#deps.openStore();
    const store = this.#store;
    const hostId = await this.#deps.hostId();
    const [work, own] = await Promise.all([workOf(hostId, store), store.ownRecord()]);
    if (attempt !== this.#attempt) return;
    this.#own.restore(own);
    const session: Session = new Session(
      {
        ...this.#deps,
        store,
        kernels: this.#kernels,
        blobs: this.#blobs,
        onChange: () => this.#onChange(session),
        onGpuLost: () => this.#onGpuLost(),
        onCommit: (changes) => this.#onCommit(changes),
      },
      this.#cores,
      this.#usesGpu(),
    );
    this.#standing = { kind: "leading", session };
    session.send({ type: "start", work });
    if (this.#gpu === "unknown") void this.#lookForGpu(session);
  }

  async #lookForGpu(session: Session): Promise<void> {
    this.#gpu = (await session.probeGpu()) ? "found" : "none";
    this.#tellGpu();
  }

  #usesGpu(): boolean {
    return this.#wantsGpu && this.#gpu === "found";
  }

  #tellGpu(): void {
    this.#send({ type: "set-gpu", on: this.#usesGpu() });
    this.#notifier.changed();
  }

  #onChange(session: Session): void {
    this.#own.lend(session.state.runs.length > 0, this.#deps.now());
    this.#record.follow(session.state);
    this.#notifier.changed();
    if (session.isQuiet()) void this.#conclude(session);
  }

  /** Gives the lead back when nothing is left to do for it. */
  async #conclude(session: Session): Promise<void> {
    await session.saved();
    if (this.#session() !== session || !session.isQuiet()) return;
    session.end();
    this.#leader.release();
    this.#become({ kind: "idle" });
    this.#left.resolve();
  }

  #onCommit(changes: readonly StoreChange[]): readonly StoreChange[] {
    const now = this.#deps.now();
    this.#own.note(changes, now);
    const ofToday = changes.some(({ kind }) => kind === "outcome" || kind === "checkpoint");
    return ofToday ? [{ kind: "day", record: this.#own.today(now) }] : [];
  }

  #onGpuLost(): void {
    this.#gpu = "none";
    this.#tellGpu();
  }

  #onLost(): void {
    this.#attempt += 1;
    this.#session()?.end();
    this.#become({ kind: "elsewhere" });
  }

  #onFree(): void {
    if (this.#standing.kind === "elsewhere") this.#become({ kind: "idle" });
  }
}

/** What is stored was leased to the host that it names; under another key nobody would take it. */
async function workOf(hostId: HostId, store: WorkStore): Promise<RestoredWork> {
  const work = await store.work();
  if (work.identity === null || work.identity.hostId === hostId) return work;
  await store.commit([{ kind: "identity", identity: null }]);
  return store.work();
}
