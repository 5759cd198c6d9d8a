/** What a headless host tells about itself: lines for a person, or one JSON object a line for a machine. */
import type { IdleReason } from "../../protocol/messages.ts";
import type { EngineSnapshot, Phase } from "../../web/engine/engine-api.ts";

/** A person watching a terminal wants to see that it lives, and a log to stay short. */
const TELL_EVERY_MS = 10_000;

/** Calls `print` with each line worth telling: at a change of phase, now and then while units end, and at the end. */
export function createProgress(
  print: (line: string) => void,
  asJson: boolean,
  now: () => number,
): (snapshot: EngineSnapshot, isLast?: boolean) => void {
  let toldAt = -Infinity;
  let told = "";
  let toldPhase = "";
  return (snapshot, isLast = false) => {
    const isDue = isLast || snapshot.phase.kind !== toldPhase || now() - toldAt >= TELL_EVERY_MS;
    const line = asJson ? JSON.stringify(toRecord(snapshot)) : toSentence(snapshot);
    if (!isDue || line === told) return;
    toldAt = now();
    told = line;
    toldPhase = snapshot.phase.kind;
    print(line);
  };
}

const doneUnits = (snapshot: EngineSnapshot): number => [...snapshot.ownUnits.values()].reduce((sum, units) => sum + units.length, 0);

function toRecord(snapshot: EngineSnapshot): Record<string, unknown> {
  const { phase, cores, unsent, connected, record } = snapshot;
  return {
    host: record?.hostId ?? null,
    phase: phase.kind,
    threads: cores,
    done: doneUnits(snapshot),
    unsent,
    connected,
    validated: record?.validated ?? null,
  };
}

function toSentence(snapshot: EngineSnapshot): string {
  const { unsent, record } = snapshot;
  const done = doneUnits(snapshot);
  const counts = [
    `${done} ${done === 1 ? "unit" : "units"} done`,
    ...(unsent > 0 ? [`${unsent} to send`] : []),
    ...(record === null ? [] : [`${record.validated} confirmed`]),
  ];
  return `${describePhase(snapshot.phase, snapshot.cores)} · ${counts.join(", ")}`;
}

const NO_WORK: Record<IdleReason, string> = {
  "no-work": "no work waiting",
  "only-own-work": "waiting for other hosts to confirm",
  "awaiting-checks": "waiting until more of what it sent is confirmed",
};

function describePhase(phase: Phase, cores: number): string {
  switch (phase.kind) {
    case "idle":
      return "stopped";
    case "starting":
      return "starting";
    case "running":
      return `working on ${cores} ${cores === 1 ? "thread" : "threads"}`;
    case "finishing":
      return "finishing";
    case "offline":
      return "no answer from the server, trying again";
    case "no-work":
      return NO_WORK[phase.reason];
    case "elsewhere":
      return "another process computes";
    case "blocked":
      return `cannot run here (${phase.reason})`;
    case "error":
      return `stopped after an error (${phase.code})`;
  }
}
