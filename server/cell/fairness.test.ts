import { expect, test } from "vitest";
import { type BatchId, makeProjectId } from "../../protocol/ids.ts";
import { changeBatch, controlBatch } from "./control/control.ts";
import { addBatch, type SmallCell, smallCell, unitsOf } from "./testing/small-cell.ts";

const project = (n: number, share: number) => ({ projectId: makeProjectId(new Uint8Array(10).fill(n)), title: `project ${n}`, share });

/** How many of a thousand exchanges lent from each batch first. */
function lent(cell: SmallCell, name = "ada"): Map<BatchId, number> {
  const counts = new Map<BatchId, number>();
  const host = cell.host(name);
  let state = 1;
  cell.random = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) >>> 0) / 2 ** 32;
  };
  for (let i = 0; i < 1_000; i++) {
    for (const lease of cell.ask(host, 1)) {
      counts.set(lease.batchId, (counts.get(lease.batchId) ?? 0) + 1);
      cell.report(
        host,
        lease,
        unitsOf(lease).map((unit) => ({ outcome: "returned", unit })),
      );
    }
  }
  return counts;
}

test("L2 exchanges go to projects by their shares, and within one by priority; a share that is changed counts at once", () => {
  const [one, two] = [project(1, 300), project(2, 100)];
  const cell = smallCell(5, { project: one });
  const high = addBatch(cell.store, 5, { project: two, priority: "high" });
  const low = addBatch(cell.store, 5, { project: two, priority: "low" });
  const first = lent(cell);
  // Four standard deviations of a share of a thousand draws are 55 at most.
  expect(Math.abs((first.get(cell.batchId) ?? 0) - 750)).toBeLessThan(55);
  expect(Math.abs((first.get(high) ?? 0) - 235)).toBeLessThan(55);
  expect(first.get(low)).toBeGreaterThan(0);
  cell.store.batches.noteProject({ ...one, share: 100 });
  changeBatch(cell.store, low, { priority: "high" });
  const second = lent(cell, "ben");
  expect(Math.abs((second.get(cell.batchId) ?? 0) - 500)).toBeLessThan(65);
  expect(Math.abs((second.get(low) ?? 0) - 250)).toBeLessThan(55);
});

test("L2 what a paused batch leaves goes to the others", () => {
  const cell = smallCell(5, { project: project(1, 1_000) });
  const other = addBatch(cell.store, 5, { project: project(2, 1) });
  controlBatch(cell.store, cell.batchId, "pause", cell);
  expect([...lent(cell)]).toEqual([[other, 1_000]]);
});
