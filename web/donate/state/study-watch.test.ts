import { describe, expect, it } from "vitest";
import type { BatchStatus, Picture } from "../../../protocol/messages.ts";
import type { KernelInfo, StudyApi } from "./study-api.ts";
import { chooseBatch, createStudyWatch } from "./study-watch.ts";

const study = (batchId: string, over: Partial<BatchStatus> = {}): BatchStatus =>
  ({ batchId, state: "running", waiting: 5, createdAt: 1, kernel: { id: "k", version: "1.0.0" }, ...over }) as BatchStatus;

const kernel: KernelInfo = { title: "K", purpose: "for tests", pictureCaption: "more", broughtBy: null, programBytes: 1 };

/** A server whose batches a test may change, and which may go out of reach. */
function fakeServer(batches: BatchStatus[]) {
  const asked: string[] = [];
  const reply = async <T>(what: string, answer: () => T): Promise<T> => {
    asked.push(what);
    if (!server.reachable) throw new TypeError("no network");
    return answer();
  };
  const find = (batchId: string): BatchStatus => {
    const found = server.batches.find((batch) => batch.batchId === batchId);
    if (found === undefined) throw new Error("404");
    return found;
  };
  const api: StudyApi = {
    batches: () => reply("list", () => server.batches),
    batch: (batchId) => reply("batch", () => find(batchId)),
    kernel: () => reply("kernel", () => kernel),
    picture: (batchId) => reply("picture", () => ({ batchId, squares: [] }) as unknown as Picture),
  };
  const server = { batches, reachable: true, asked, api };
  return server;
}

const shownId = (watch: ReturnType<typeof createStudyWatch>): string | null =>
  watch.study.value.kind === "known" ? watch.study.value.batch.batchId : null;

describe("the study on show", () => {
  it("is one with pieces to hand out, else one that runs, else the newest finished one", () => {
    const full = study("full", { waiting: 0 });
    const old = study("old", { state: "finished", createdAt: 1 });
    const recent = study("recent", { state: "finished", createdAt: 2 });
    expect(chooseBatch([old, full, study("open")])?.batchId).toBe("open");
    expect(chooseBatch([old, full])?.batchId).toBe("full");
    expect(chooseBatch([old, recent])?.batchId).toBe("recent");
    const paused = study("paused", { state: "paused", createdAt: 3 });
    const ended = study("ended", { state: "cancelled", createdAt: 4 });
    expect(chooseBatch([ended, paused, full])?.batchId).toBe("full");
    expect(chooseBatch([ended, paused, old])?.batchId).toBe("old");
    expect(chooseBatch([ended, paused])?.batchId).toBe("paused");
    expect(chooseBatch([study("coming", { state: "receiving" })])).toBeNull();
  });

  it("stays the same and is asked for alone; its kernel is asked for once", async () => {
    const server = fakeServer([study("a")]);
    const watch = createStudyWatch(server.api, () => 0);
    await watch.refresh();
    await watch.refresh();
    expect(server.asked).toEqual(["list", "kernel", "picture", "batch", "picture"]);
  });

  it("is the one being computed here, once that is known", async () => {
    const server = fakeServer([study("a"), study("b")]);
    const watch = createStudyWatch(server.api, () => 0);
    await watch.refresh();
    watch.follow("b");
    await watch.refresh();
    expect(shownId(watch)).toBe("b");
  });

  it("stays on show when it is finished, until the volunteer moves on to another that runs", async () => {
    const server = fakeServer([study("a")]);
    const watch = createStudyWatch(server.api, () => 0);
    await watch.refresh();
    server.batches = [study("b"), study("a", { state: "finished" })];
    await watch.refresh();
    await watch.refresh();
    expect(watch.study.value).toMatchObject({ batch: { batchId: "a" }, anotherRuns: true });
    watch.moveOn();
    await watch.refresh();
    expect(watch.study.value).toMatchObject({ batch: { batchId: "b" }, anotherRuns: false });
  });

  it.each(["paused", "cancelled"] as const)("stays on show when it is %s, beside another that needs help", async (state) => {
    const server = fakeServer([study("a")]);
    const watch = createStudyWatch(server.api, () => 0);
    await watch.refresh();
    server.batches = [study("b"), study("a", { state })];
    await watch.refresh();
    await watch.refresh();
    expect(watch.study.value).toMatchObject({ batch: { batchId: "a", state }, anotherRuns: true });
  });

  it("keeps the last numbers and their age when the server goes out of reach", async () => {
    const server = fakeServer([study("a")]);
    let now = 1_000;
    const watch = createStudyWatch(server.api, () => now);
    await watch.refresh();
    server.reachable = false;
    now = 9_000;
    expect(await watch.refresh()).toBe(false);
    expect(shownId(watch)).toBe("a");
    expect(watch.freshness.value).toEqual({ asOf: 1_000, reachable: false });
  });

  it("tells a server without a study from one that never answered", async () => {
    const server = fakeServer([]);
    const watch = createStudyWatch(server.api, () => 0);
    server.reachable = false;
    await watch.refresh();
    expect(watch.study.value.kind).toBe("unreachable");
    server.reachable = true;
    await watch.refresh();
    expect(watch.study.value.kind).toBe("none");
  });
});
