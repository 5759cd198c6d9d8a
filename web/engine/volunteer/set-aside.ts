/**
 * Batches that do this machine no good. One whose units fail several times in a row, or whose kernel cannot be used, is
 * set aside until the next start: what is held of it is given back, and no more of it is wished for. So a bad kernel
 * costs its own units and nothing else. Where only such batches are left, or one follows another, it is the machine
 * that may be at fault: then it stops itself. Rule H8.
 */
import type { BatchId } from "../../../protocol/ids.ts";
import { MAX_FAILED_IN_ROW, MAX_SET_ASIDE_IN_ROW } from "./settings.ts";
import { isActive, type Trials, type Trouble } from "./state.ts";
import { type Turn, update } from "./turn.ts";

export function noteSuccess(turn: Turn, batchId: BatchId): void {
  const failedInRow = { ...turn.state.trials.failedInRow, [batchId]: 0 };
  change(turn, { failedInRow, setAsideInRow: 0, trouble: null });
}

export function noteFailure(turn: Turn, batchId: BatchId, trouble: Trouble): void {
  const before = turn.state.trials.failedInRow;
  const count = (before[batchId] ?? 0) + 1;
  change(turn, { failedInRow: { ...before, [batchId]: count }, trouble });
  if (count >= MAX_FAILED_IN_ROW) setAside(turn, batchId, trouble);
}

/** Has nothing more to do with a batch. */
export function setAside(turn: Turn, batchId: BatchId, trouble: Trouble): void {
  const { trials, mode } = turn.state;
  if (trials.setAside.includes(batchId)) return;
  const setAsideInRow = trials.setAsideInRow + 1;
  change(turn, { setAside: [...trials.setAside, batchId], setAsideInRow, trouble });
  if (setAsideInRow >= MAX_SET_ASIDE_IN_ROW && isActive(mode)) update(turn, { mode: trouble });
}

/** Nothing is to be had beside what was set aside: if nothing succeeded since, that is the news, and not the lack of work. */
export function noteNoWork(turn: Turn): void {
  const { trials, mode, runs } = turn.state;
  if (trials.trouble !== null && trials.setAside.length > 0 && runs.length === 0 && isActive(mode)) update(turn, { mode: trials.trouble });
}

function change(turn: Turn, part: Partial<Trials>): void {
  update(turn, { trials: { ...turn.state.trials, ...part } });
}
