import { expect, test } from "vitest";
import { type BatchState, type Control, controlled } from "./batch.ts";

const STATES: readonly BatchState[] = [
  { kind: "receiving" },
  { kind: "running" },
  { kind: "paused", at: 1 },
  { kind: "cancelled", at: 1 },
  { kind: "finished", at: 1 },
];

/** Where each control leads from each state, in the order above; "-" where it is refused. */
const LEADS: Record<Control, readonly string[]> = {
  pause: ["-", "paused", "paused", "-", "-"],
  resume: ["-", "running", "running", "-", "-"],
  cancel: ["-", "cancelled", "cancelled", "cancelled", "-"],
  retry: ["-", "running", "paused", "-", "running"],
};

test.each(Object.keys(LEADS) as Control[])("Q7 Q10 Q11 %s leads where it should from every state, and nowhere else", (control) => {
  const ends = STATES.map((state) => controlled(state, control, 2));
  expect(ends.map((end) => (end.ok ? end.state.kind : "-"))).toEqual(LEADS[control]);
});

test("Q7 Q10 what is said again changes nothing, not even since when", () => {
  expect(controlled({ kind: "paused", at: 1 }, "pause", 2)).toEqual({ ok: true, state: { kind: "paused", at: 1 } });
  expect(controlled({ kind: "cancelled", at: 1 }, "cancel", 2)).toEqual({ ok: true, state: { kind: "cancelled", at: 1 } });
  expect(controlled({ kind: "running" }, "pause", 2)).toEqual({ ok: true, state: { kind: "paused", at: 2 } });
  expect(controlled({ kind: "finished", at: 1 }, "pause", 2)).toEqual({ ok: false, expected: "a batch that is running or paused" });
});
