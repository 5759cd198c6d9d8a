import { expect, test } from "vitest";
import { batchOf, batchStatus } from "../queries.ts";
import { smallCell, type SmallCell } from "../testing/small-cell.ts";

function told(units: number): SmallCell {
  const cell = smallCell(units);
  cell.store.webhooks.insert(batchOf(cell.store, cell.batchId).number, "https://example.org/done");
  return cell;
}

const finish = (cell: SmallCell): void => {
  for (const host of [cell.host("ada"), cell.host("ben")]) cell.work(host);
};

test("F7 a message is due once its batch is finished, and no more once it was taken", () => {
  const cell = told(2);
  const { webhooks } = cell.store;
  webhooks.noteFinished(1);
  expect([webhooks.due(1, 9), webhooks.nextAt()]).toEqual([[], undefined]);
  expect(batchStatus(cell.store, cell.batchId).notification).toEqual({ state: "waiting", tries: 0 });
  finish(cell);
  webhooks.noteFinished(5);
  const [due] = webhooks.due(5, 9);
  if (due === undefined) throw new Error("nothing is due");
  expect(due).toMatchObject({ url: "https://example.org/done", finishedAt: cell.now, tries: 0 });
  webhooks.tried(due.batch, 1, 100);
  expect([webhooks.due(99, 9), webhooks.nextAt()]).toEqual([[], 100]);
  webhooks.ended(due, "due", "it answered 500", 6);
  expect(webhooks.due(100, 9)).toHaveLength(1);
  webhooks.ended(due, "delivered", null, 101);
  webhooks.noteFinished(102);
  expect([webhooks.due(1_000, 9), webhooks.nextAt()]).toEqual([[], undefined]);
  expect(batchStatus(cell.store, cell.batchId).notification).toEqual({ state: "delivered", tries: 1, deliveredAt: 101 });
});

test("F7 a batch that is finished again is told of again, and what comes late of the first message changes nothing", () => {
  const cell = told(1);
  const { webhooks } = cell.store;
  finish(cell);
  webhooks.noteFinished(5);
  const [first] = webhooks.due(5, 9);
  if (first === undefined) throw new Error("nothing is due");
  const batch = batchOf(cell.store, cell.batchId);
  cell.store.batches.save({ ...batch, state: { kind: "finished", at: cell.now + 50 } });
  webhooks.noteFinished(60);
  webhooks.ended(first, "delivered", null, 61);
  expect(webhooks.due(60, 9)).toMatchObject([{ finishedAt: cell.now + 50, tries: 0 }]);
});
