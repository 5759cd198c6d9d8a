/** Which buttons a state offers. The first is always the same element on the page, so it keeps the focus. */
import type { Phase } from "../../engine/engine-api.ts";

export type Action = "start" | "stop" | "stop-after" | "keep-going" | "move-here";

export interface Control {
  readonly label: string;
  readonly action: Action;
}

export interface Controls {
  readonly primary: Control;
  readonly secondary: Control | null;
}

const STOP: Control = { label: "Stop", action: "stop" };
const only = (primary: Control): Controls => ({ primary, secondary: null });

/** `anotherRuns`: the study on show is finished and another one still needs help. */
export function controls(phase: Phase, anotherRuns: boolean): Controls {
  switch (phase.kind) {
    case "idle":
      return only({ label: anotherRuns ? "Help another" : "Start", action: "start" });
    case "running":
      return { primary: STOP, secondary: { label: "Stop after this piece", action: "stop-after" } };
    case "finishing":
      return { primary: { label: "Stop now", action: "stop" }, secondary: { label: "Keep going", action: "keep-going" } };
    case "starting":
    case "offline":
    case "no-work":
      return only(STOP);
    case "elsewhere":
      return only({ label: "Move it here", action: "move-here" });
    case "blocked":
    case "error":
      return only({ label: "Try again", action: "start" });
  }
}
