/** The shape that goes with a state's words, so that no state is told by colour alone. */
export type MarkKind = "idle" | "busy" | "working" | "ending" | "waiting" | "cut-off" | "stopped" | "done";

/** Drawn in a box of 16 by 16. */
const SHAPES: Record<MarkKind, { readonly d: string; readonly outline: boolean; readonly tone: string }> = {
  idle: { d: "M8 2a6 6 0 1 0 0 12A6 6 0 1 0 8 2z", outline: true, tone: "mark" },
  busy: { d: "M8 2a6 6 0 1 0 0 12A6 6 0 1 0 8 2zM8 5v3.2l2.2 1.4", outline: true, tone: "mark" },
  working: { d: "M8 1a7 7 0 1 0 0 14A7 7 0 1 0 8 1z", outline: false, tone: "mark" },
  ending: { d: "M8 1a7 7 0 1 0 0 14A7 7 0 1 0 8 1zM8 3a5 5 0 0 1 0 10z", outline: false, tone: "mark" },
  waiting: { d: "M3 2h3.5v12H3zM9.5 2H13v12H9.5z", outline: false, tone: "mark mark--wait" },
  "cut-off": { d: "M8 1l7.5 14H.5z", outline: false, tone: "mark mark--wait" },
  stopped: { d: "M3 3l10 10M13 3L3 13", outline: true, tone: "mark mark--stop" },
  done: { d: "M2 8.5l4 4L14 4", outline: true, tone: "mark mark--good" },
};

export function Mark({ kind }: { readonly kind: MarkKind }) {
  const { d, outline, tone } = SHAPES[kind];
  const paint = outline ? ({ fill: "none", stroke: "currentColor" } as const) : ({ fill: "currentColor" } as const);
  return (
    <svg class={tone} viewBox="0 0 16 16" aria-hidden="true">
      <path d={d} {...paint} stroke-width="2.5" fill-rule="evenodd" />
    </svg>
  );
}
