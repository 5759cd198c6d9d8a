/**
 * The state sentence: what the page says is going on, why, and what happens next. Pure, so that every
 * state can be read in the tests. It names only causes that were measured and no number that ticks.
 */
import type { BatchStatus } from "../../../protocol/messages.ts";
import type { EngineSnapshot, Phase } from "../../engine/engine-api.ts";
import { formatBytes, formatCount, formatEstimate, formatTimeOfDay, plural } from "../../ui/format.ts";
import type { MarkKind } from "../../ui/mark.tsx";
import { isGentle } from "./cores.ts";

/** What the sentence depends on beside the engine. */
export interface Surroundings {
  readonly now: number;
  readonly coresTotal: number;
  /** The batch on show; null while none is known. */
  readonly batch: BatchStatus | null;
  /** Size of the study's program; null while unknown. */
  readonly programBytes: number | null;
  /** Measured when "Stop after this piece" was pressed; null where there was nothing to measure by. */
  readonly finishingInMs: number | null;
  /** Whether this visit has computed and was then stopped. */
  readonly stopped: boolean;
}

export interface Sentence {
  /** Names the state: while it stays the same, a change of the text is news of little weight. */
  readonly key: string;
  readonly mark: MarkKind;
  readonly text: string;
  /** One or two words for the title of the tab; none for the state a visit begins with. */
  readonly short: string | null;
}

/** Getting ready for longer than this is called slow. */
export const SLOW_START_MS = 10_000;

const say = (key: string, mark: MarkKind, short: string | null, text: string): Sentence => ({ key, mark, short, text });

export function sentence(snapshot: EngineSnapshot, around: Surroundings): Sentence {
  const { phase } = snapshot;
  switch (phase.kind) {
    case "idle":
      return idle(snapshot, around);
    case "starting":
      return starting(phase, around);
    case "running":
      return snapshot.connected ? running(snapshot, around) : runningCutOff(snapshot);
    case "finishing":
      return finishing(snapshot, around);
    case "offline":
      return offline(phase, snapshot);
    case "no-work":
      return isAtRest(around.batch) ? atRest(snapshot, around.batch) : noWork(phase, around.batch);
    case "elsewhere":
      return say("elsewhere", "waiting", "In another tab", "Already running in another tab of this browser.");
    case "blocked":
      return say(`blocked ${phase.reason}`, "stopped", "Cannot run", BLOCKED[phase.reason]);
    case "error":
      return say("error", "stopped", "Stopped", failed(phase));
  }
}

type PhaseOf<K extends Phase["kind"]> = Extract<Phase, { kind: K }>;

function idle(snapshot: EngineSnapshot, { batch, stopped }: Surroundings): Sentence {
  if (isAtRest(batch)) return atRest(snapshot, batch);
  if (stopped) return say("stopped", "idle", "Stopped", "Stopped. Nothing is running.");
  return say("idle", "idle", null, "Not running. Nothing starts until you press Start.");
}

function starting(phase: PhaseOf<"starting">, { now, programBytes }: Surroundings): Sentence {
  if (now - phase.since >= SLOW_START_MS) {
    return say("starting slowly", "busy", "Getting ready", "This is slower than usual; you can wait or stop.");
  }
  const fetching = programBytes === null ? "" : `: fetching the study's program, ${formatBytes(programBytes)}, once`;
  return say("starting", "busy", "Getting ready", `Getting ready${fetching}.`);
}

function running(snapshot: EngineSnapshot, { coresTotal }: Surroundings): Sentence {
  const gently = isGentle(snapshot.cores, coresTotal) ? " gently" : "";
  return say(
    `running on ${snapshot.cores}`,
    "working",
    "Working",
    `Working${gently} on ${snapshot.cores} of ${plural(coresTotal, "core", "cores")}.`,
  );
}

function runningCutOff(snapshot: EngineSnapshot): Sentence {
  const busy = countBusy(snapshot);
  const going = busy === 1 ? "One piece continues" : `${formatCount(busy)} pieces continue`;
  const kept = snapshot.unsent === 0 ? "" : `; ${plural(snapshot.unsent, "result waits", "results wait")} here until you are back`;
  return say("running cut off", "cut-off", "No connection", `No connection. ${going}${kept}.`);
}

function finishing(snapshot: EngineSnapshot, { finishingInMs }: Surroundings): Sentence {
  const busy = countBusy(snapshot);
  const pieces = busy > 1 ? `these ${formatCount(busy)} pieces` : "this piece";
  const time = finishingInMs === null ? "" : ` ${formatEstimate(finishingInMs)},`;
  return say("finishing", "ending", "Finishing", `Finishing ${pieces},${time} then stopping.`);
}

function offline(phase: PhaseOf<"offline">, { unsent }: EngineSnapshot): Sentence {
  const kept = unsent === 0 ? "" : ` ${plural(unsent, "result waits", "results wait")} here until you are back.`;
  const next = `Trying again at ${formatTimeOfDay(phase.nextTryAt)}.`;
  return say("offline", "cut-off", "No connection", `No connection, and no piece left to work on.${kept} ${next}`);
}

function noWork(phase: PhaseOf<"no-work">, batch: BatchStatus | null): Sentence {
  const next = `Checking again at ${formatTimeOfDay(phase.nextTryAt)}. Closing the page is fine.`;
  if (phase.reason === "awaiting-checks") return say("awaiting checks", "waiting", "A pause", `${AWAITING_CHECKS} ${next}`);
  return say("no work", "waiting", "No work", `No work waiting: ${whyNoWork(phase, batch)}. ${next}`);
}

const AWAITING_CHECKS = "A pause: enough of your answers wait to be confirmed, and more work comes as they are.";

function whyNoWork({ reason }: PhaseOf<"no-work">, batch: BatchStatus | null): string {
  if (reason === "only-own-work") return "you have done your part of what is left, and another computer must check it";
  if (batch !== null && batch.waiting === 0) return `all ${plural(batch.units, "piece is", "pieces are")} handed out`;
  return "every piece is handed out";
}

const BLOCKED: Record<PhaseOf<"blocked">["reason"], string> = {
  "no-webassembly": "This browser cannot run the work: WebAssembly is off.",
  "no-simd": "This browser cannot run the work: it is too old for WebAssembly SIMD.",
  "no-workers": "This browser cannot run the work: background threads are off.",
  "no-storage": "This browser cannot run the work: it lets the page store nothing, as private windows may.",
  "kernel-unavailable": "The work could not load; a blocker or this network may have stopped it. Nothing ran.",
};

const ERASED = "This device was erased, here or from another one, so this stopped. Start again to begin as a new device.";

const failed = ({ code }: PhaseOf<"error">): string =>
  code === "erased-host"
    ? ERASED
    : `Several pieces failed in a row, so this stopped. They go to someone else; your computer is fine. Code ${code}.`;

/** Nothing of it is handed out: it is complete, or whose it is has paused or ended it. */
const isAtRest = (batch: BatchStatus | null): batch is BatchStatus =>
  batch?.state === "finished" || batch?.state === "paused" || batch?.state === "cancelled";

function atRest(snapshot: EngineSnapshot, batch: BatchStatus): Sentence {
  const own = snapshot.ownUnits.get(batch.batchId)?.length ?? 0;
  const yours = own === 0 ? "" : `, ${formatCount(own)} of them from you`;
  const figures = `${formatCount(batch.validated)} of ${formatCount(batch.units)} checked${yours}.`;
  if (batch.state === "paused") return say("paused", "waiting", "Paused", `This study is paused by its researcher: ${figures}`);
  if (batch.state === "cancelled") return say("cancelled", "done", "Ended", `This study was ended by its researcher: ${figures}`);
  return say("complete", "done", "Complete", `This study is complete: ${figures}`);
}

const countBusy = (snapshot: EngineSnapshot): number => snapshot.workers.filter((worker) => worker.unit !== null).length;
