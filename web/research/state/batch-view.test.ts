import { describe, expect, test, vi } from "vitest";
import type { BatchStatus, ResultRow } from "../../../protocol/messages.ts";
import type { Answer, Failure } from "./answer.ts";
import { createBatchView } from "./batch-view.ts";
import type { ResearchApi } from "./research-api.ts";

const RUNNING = {
  batchId: "bone",
  name: "Ranges",
  state: "running",
  units: 100,
  validated: 0,
  failed: 0,
  inProgress: 4,
  results: 1,
} as BatchStatus;
const SILENCE: Failure = { kind: "no-answer" };
const REFUSED: Failure = { kind: "refused", problem: "wrong-state", detail: "It is finished", errors: [], errorCount: 0 };
const done = <T>(value: T): Answer<T> => ({ kind: "done", value });

function open() {
  const api = {
    batch: vi.fn<ResearchApi["batch"]>(async () => done(RUNNING)),
    firstRows: vi.fn<ResearchApi["firstRows"]>(async () => done([])),
    control: vi.fn<ResearchApi["control"]>(async () => done({ ...RUNNING, state: "paused" })),
    table: vi.fn<ResearchApi["table"]>(async () => done(new Blob(["unit\n"]))),
  };
  const clock = { now: 0 };
  const save = vi.fn<(file: Blob, name: string) => void>();
  const view = createBatchView({ api: api as unknown as ResearchApi, now: () => clock.now, save }, "bone");
  return { api, clock, save, view };
}

describe("a batch's page", () => {
  test("keeps its numbers while the server is silent, and says since when they are old", async () => {
    const { api, clock, view } = open();
    clock.now = 5_000;
    expect(await view.refresh()).toBe(true);
    api.batch.mockResolvedValue(SILENCE);
    clock.now = 10_000;
    expect(await view.refresh()).toBe(false);
    expect(view.status.value).toEqual({ kind: "here", value: RUNNING });
    expect(view.freshness.value).toEqual({ asOf: 5_000, reachable: false });
  });

  test("says of a refused action why, where it was asked for, and shows the batch as it is", async () => {
    const { api, view } = open();
    await view.refresh();
    api.control.mockResolvedValue(REFUSED);
    await view.control("pause");
    expect(view.outcome.value).toEqual({ place: "run", state: { kind: "failed", failure: REFUSED } });
    expect(view.status.value).toEqual({ kind: "here", value: RUNNING });
  });

  test("does not believe a reply to a question from before an action", async () => {
    const { api, view } = open();
    const slow = Promise.withResolvers<Answer<BatchStatus>>();
    api.batch.mockReturnValueOnce(slow.promise);
    const asking = view.refresh();
    await view.control("pause");
    slow.resolve(done(RUNNING));
    await asking;
    expect(view.status.value).toMatchObject({ value: { state: "paused" } });
  });

  test("asks for rows only where more are decided, or the first ones may have changed", async () => {
    const { api, view } = open();
    await view.refresh();
    await view.refresh();
    expect(api.firstRows).toHaveBeenCalledTimes(1);
    const rows = Array.from({ length: 40 }, (_, unit) => ({ unit: unit + 1 }) as ResultRow);
    api.firstRows.mockResolvedValue(done(rows));
    api.batch.mockResolvedValue(done({ ...RUNNING, validated: 40 }));
    await view.refresh();
    api.batch.mockResolvedValue(done({ ...RUNNING, validated: 41 }));
    await view.refresh();
    expect(api.firstRows).toHaveBeenCalledTimes(3);
  });

  test("names a download by how much of the table is in it", async () => {
    const { api, save, view } = open();
    api.batch.mockResolvedValue(done({ ...RUNNING, validated: 41, failed: 1 }));
    await view.refresh();
    await view.download("csv");
    api.batch.mockResolvedValue(done({ ...RUNNING, state: "finished", validated: 100 }));
    await view.refresh();
    await view.download("parquet");
    expect(save.mock.calls.map(([, name]) => name)).toEqual(["bone-partial-42-of-100.csv", "bone.parquet"]);
  });
});
