/** What the person is told the machine is doing: one of the closed list of `engine-api.ts`. */
import type { Phase } from "../engine-api.ts";
import type { VolunteerState } from "./state.ts";
import { kernelRetries } from "./supply.ts";

export function phaseOf(state: VolunteerState): Phase {
  switch (state.mode.kind) {
    case "idle":
    case "leaving":
      return { kind: "idle" };
    case "blocked":
      return { kind: "blocked", reason: state.mode.reason };
    case "failed":
      return { kind: "error", code: state.mode.code, message: state.mode.message };
    case "finishing":
      return { kind: "finishing" };
    case "running":
      return state.runs.length > 0 ? { kind: "running" } : emptyPhase(state);
  }
}

/** Why a machine that should run has nothing in its workers. */
function emptyPhase(state: VolunteerState): Phase {
  const retries = kernelRetries(state);
  if (state.link.kind === "backing-off") retries.push(state.link.retryAt);
  if (retries.length > 0) return { kind: "offline", nextTryAt: Math.min(...retries) };
  if (state.noWork !== null) return { kind: "no-work", ...state.noWork };
  // Between two bundles the workers may be empty for a moment, which is nothing to tell anybody.
  return state.startingSince === null ? { kind: "running" } : { kind: "starting", since: state.startingSince };
}
