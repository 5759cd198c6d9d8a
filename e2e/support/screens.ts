/**
 * Every state of the donate page, forced on the built page without a server or an engine: files come
 * from `dist/web`, replies from here, and the engine's chunk is replaced by one that shows a snapshot.
 */
import type { BatchStatus, HostRecord, Picture } from "../../protocol/messages.ts";
import manifest from "../../worker-kernels/mersenne-tf/manifest.json" with { type: "json" };
import type { EngineSnapshot, Finding, Phase, WorkerSnapshot } from "../../web/engine/engine-api.ts";

export interface Screen {
  readonly name: string;
  /** What the state sentence must say, in part. */
  readonly says: string;
  /** What the engine shows after Start; absent where Start has not been pressed. */
  readonly snapshot?: EngineSnapshot;
  readonly batches: readonly BatchStatus[];
  readonly picture: Picture | null;
}

const BATCH_ID = "bmersenne7factors";
const UNITS = 8_448;
const SQUARES = 384;
const UNITS_PER_SQUARE = UNITS / SQUARES;

/** A time of day that reads well on a screenshot. */
const at = (hours: number, minutes: number): number => new Date(2026, 10, 20, hours, minutes).getTime();

const batch = {
  batchId: BATCH_ID,
  name: "Mersenne numbers of 100 million digits: small factors, checked again",
  kernel: { id: "mersenne-tf", version: "1.0.0" },
  state: "running",
  policy: { minQuorum: 2, targetResults: 2, maxErrorResults: 3, maxTotalResults: 10, leaseSeconds: 600 },
  createdAt: at(9, 0),
  units: UNITS,
  validated: 5_208,
  failed: 0,
  inProgress: 310,
  waiting: 2_930,
  results: 10_900,
} as BatchStatus;

export const kernelReply = {
  manifest,
  module: { url: "/kernels/mersenne-tf/1.0.0/cpu.wasm", bytes: 8_214, sha256: "0".repeat(64) },
};

/** The high bits of a linear congruence: the same field in every run. */
function makeRandom(seed: number): () => number {
  let state = BigInt(seed);
  return () => {
    state = BigInt.asUintN(64, state * 6364136223846793005n + 1442695040888963407n);
    return Number(state >> 40n) / 2 ** 24;
  };
}

function pictureOf(share: number): Picture {
  const random = makeRandom(7);
  const squares = Array.from({ length: SQUARES }, (_, i) => {
    const near = 1 - Math.hypot((i % 24) - 14, Math.floor(i / 24) - 8) / 18;
    // Handed out from the front, with a ragged edge where answers are still awaited.
    const done = Math.max(0, Math.min(1, (share - i / SQUARES) * 6 + random() * 1.6 - 0.3));
    const checked = share === 0 ? 0 : Math.floor(done * UNITS_PER_SQUARE);
    return {
      units: UNITS_PER_SQUARE,
      checked,
      inHands: share > 0 && share < 1 && checked < UNITS_PER_SQUARE && Math.abs(share - i / SQUARES) < 0.16 && random() < 0.7,
      value: checked === 0 ? null : Math.max(0, near * 0.9 + random() * 0.35),
    };
  });
  return { batchId: batch.batchId, squares };
}

const unit = (number: number, exponent: number, progress: number, resumedAt = 0): WorkerSnapshot["unit"] => ({
  batchId: BATCH_ID,
  unit: number,
  kernelId: "mersenne-tf",
  input: { exponent, kStart: "1", kCount: "200000000" },
  progress,
  resumedAt,
});

const finding = (number: number, exponent: number, factors: string[], minutes: number): Finding => ({
  batchId: BATCH_ID,
  unit: number,
  kernelId: "mersenne-tf",
  input: { exponent, kStart: "1", kCount: "200000000" },
  output: { factors, residueSum: "0" },
  foundAt: at(15, minutes),
});

/** True ones: each factor divides its number. */
const FINDINGS = [
  finding(2_871, 332_193_089, ["368734328791"], 31),
  finding(2_866, 332_192_929, ["32461893021881", "13472638997786431"], 28),
  finding(2_859, 332_192_857, ["1993157143"], 22),
];

const OWN_UNITS = [31, 402, 977, 1_290, 1_803, 2_859, 2_866, 2_871, 3_100, 3_590, 4_077, 4_480, 5_020, 5_460];

const record = {
  hostId: "haaaaaaaaaaaaaaaa",
  enrolledAt: at(14, 50),
  validated: 12,
  pending: 2,
  rejected: 0,
  microCobblestones: 4_230,
  unvestedMicroCobblestones: 610,
  inFlight: 4,
} as HostRecord;

function snapshot(phase: Phase, over: Partial<EngineSnapshot> = {}): EngineSnapshot {
  return {
    phase,
    cores: 3,
    gpu: "unknown",
    workers: [
      { slot: 0, kind: "core", unit: unit(2_872, 332_193_017, 0.42) },
      { slot: 1, kind: "core", unit: unit(2_873, 332_193_079, 0.71, 0.3) },
      { slot: 2, kind: "core", unit: unit(2_874, 332_193_131, 0.08) },
    ],
    unsent: 0,
    connected: true,
    findings: FINDINGS,
    ownUnits: new Map([[BATCH_ID, OWN_UNITS]]),
    today: { units: 14, lentMs: 22 * 60_000 },
    record,
    ...over,
  };
}

const idleWorkers = [0, 1, 2].map((slot) => ({ slot, kind: "core" as const, unit: null }));
const resting = { workers: idleWorkers };
/** Nothing was ever done in this browser. */
const fresh = { ...resting, findings: [], record: null, ownUnits: new Map(), today: { units: 0, lentMs: 0 } };

const complete = { ...batch, state: "finished", validated: UNITS, inProgress: 0, waiting: 0 } as BatchStatus;
const handedOut = { ...batch, inProgress: 3_240, waiting: 0 };
const untouched = { ...batch, validated: 0, inProgress: 0, waiting: UNITS, results: 0 };

const half = pictureOf(0.62);
const base = { batches: [batch], picture: half };

export const screens: readonly Screen[] = [
  { ...base, name: "idle", says: "Not running. Nothing starts until you press Start." },
  {
    ...base,
    name: "starting",
    says: "Getting ready",
    snapshot: snapshot({ kind: "starting", since: at(15, 30) }, fresh),
  },
  { ...base, name: "running", says: "Working", snapshot: snapshot({ kind: "running" }) },
  {
    ...base,
    name: "running-cut-off",
    says: "No connection. 3 pieces continue",
    snapshot: snapshot({ kind: "running" }, { connected: false, unsent: 2, record: { ...record, validated: 11, rejected: 1 } }),
  },
  { ...base, name: "finishing", says: "Finishing these 3 pieces", snapshot: snapshot({ kind: "finishing" }) },
  {
    ...base,
    name: "offline",
    says: "Trying again at 15:40",
    snapshot: snapshot({ kind: "offline", nextTryAt: at(15, 40) }, { ...resting, connected: false, unsent: 2 }),
  },
  {
    name: "no-work",
    says: "all 8,448 pieces are handed out",
    batches: [handedOut],
    picture: half,
    snapshot: snapshot({ kind: "no-work", reason: "no-work", nextTryAt: at(15, 40) }, resting),
  },
  {
    ...base,
    name: "only-own-work",
    says: "another computer must check it",
    snapshot: snapshot({ kind: "no-work", reason: "only-own-work", nextTryAt: at(15, 40) }, resting),
  },
  {
    ...base,
    name: "awaiting-checks",
    says: "A pause: enough of your answers wait to be confirmed",
    snapshot: snapshot({ kind: "no-work", reason: "awaiting-checks", nextTryAt: at(15, 40) }, resting),
  },
  {
    ...base,
    name: "erased",
    says: "This device was erased, here or from another one",
    snapshot: snapshot({ kind: "error", code: "erased-host", message: "" }, fresh),
  },
  { ...base, name: "elsewhere", says: "Already running in another tab", snapshot: snapshot({ kind: "elsewhere" }, resting) },
  {
    ...base,
    name: "blocked",
    says: "WebAssembly is off",
    snapshot: snapshot({ kind: "blocked", reason: "no-webassembly" }, fresh),
  },
  {
    ...base,
    name: "error",
    says: "Code trap",
    snapshot: snapshot({ kind: "error", code: "trap", message: "The piece stopped with: unreachable executed." }, resting),
  },
  {
    name: "finished",
    says: "This study is complete: 8,448 of 8,448 checked, 14 of them from you.",
    batches: [complete],
    picture: pictureOf(2),
    snapshot: snapshot({ kind: "no-work", reason: "no-work", nextTryAt: at(15, 40) }, resting),
  },
  { name: "empty-study", says: "Not running", batches: [untouched], picture: pictureOf(0) },
  { name: "no-study", says: "Not running", batches: [], picture: null },
];

export function screen(name: string): Screen {
  const found = screens.find((each) => each.name === name);
  if (found === undefined) throw new Error(`no screen is called ${name}`);
  return found;
}
