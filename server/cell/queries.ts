/** What can be read from a cell: a batch's state, its picture, its decided units. */
import type { BatchId } from "../../protocol/ids.ts";
import type { BatchStatus, Picture } from "../../protocol/messages.ts";
import { ProblemError } from "../../protocol/problem.ts";
import type { Batch, BatchState } from "../domain/batch.ts";
import type { Lease } from "../domain/lease.ts";
import { firstUnitOf, squareCount, squareOf } from "../domain/picture.ts";
import type { CellStore } from "./store.ts";

export function batchOf(store: CellStore, id: BatchId): Batch {
  const batch = store.batches.find(id);
  if (batch === undefined || batch.state.kind === "receiving") {
    throw new ProblemError("unknown-batch", `There is no batch ${id} here`, [
      { field: "batchId", value: id, expected: "the id of a batch of this deployment" },
    ]);
  }
  return batch;
}

export function batchStatus(store: CellStore, id: BatchId): BatchStatus {
  const batch = batchOf(store, id);
  const { validated, failed, undecided, held, results } = batch.tally;
  const notification = store.webhooks.find(batch.number);
  const inProgress = undecided + untouchedInHands(store, batch);
  return {
    batchId: batch.id,
    name: batch.name,
    kernel: batch.kernel,
    state: batch.state.kind,
    assurance: batch.assurance,
    policy: batch.policy,
    ...(batch.project !== null && { project: { projectId: batch.project.projectId, title: batch.project.title } }),
    priority: batch.priority,
    createdAt: batch.createdAt,
    ...stateSince(batch.state),
    units: batch.units,
    validated,
    failed,
    inProgress,
    waiting: batch.units - validated - failed - inProgress,
    held,
    results,
    microCobblestones: batch.microCobblestones,
    ...(notification !== undefined && { notification }),
  };
}

function stateSince(state: BatchState): Pick<BatchStatus, "finishedAt" | "pausedAt" | "cancelledAt"> {
  switch (state.kind) {
    case "finished":
      return { finishedAt: state.at };
    case "paused":
      return { pausedAt: state.at };
    case "cancelled":
      return { cancelledAt: state.at };
    default:
      return {};
  }
}

export function picture(store: CellStore, id: BatchId): Picture {
  const batch = batchOf(store, id);
  const shades = store.squares.all(batch.number);
  const inHands = new Set(store.leases.open(batch.number).flatMap((lease) => squaresOf(lease, batch.units)));
  const squares = Array.from({ length: squareCount(batch.units) }, (_, square) => {
    const { checked, valueSum } = shades.get(square) ?? { checked: 0, valueSum: 0 };
    return {
      units: firstUnitOf(square + 1, batch.units) - firstUnitOf(square, batch.units),
      checked,
      inHands: inHands.has(square),
      value: checked === 0 ? null : valueSum / checked,
    };
  });
  return { batchId: id, squares };
}

/** Units out on lease that nobody has answered yet; two hosts may hold the same. */
function untouchedInHands(store: CellStore, batch: Batch): number {
  let counted = 0;
  let end = 0;
  for (const lease of store.leases.open(batch.number)) {
    const first = Math.max(lease.first, end);
    const count = lease.first + lease.count - first;
    if (count <= 0) continue;
    counted += count - store.units.answeredIn(batch.number, first, count);
    end = first + count;
  }
  return counted;
}

function squaresOf(lease: Lease, units: number): number[] {
  const first = squareOf(lease.first, units);
  const last = squareOf(lease.first + lease.count - 1, units);
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}
