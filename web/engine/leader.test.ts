import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createLeader, type Leader } from "./leader.ts";

// Node has the same Web Locks as browsers; each leader here stands for a tab.
const { locks } = navigator;

interface Tab {
  readonly leader: Leader;
  readonly onLost: ReturnType<typeof vi.fn>;
  readonly onFree: ReturnType<typeof vi.fn>;
}

function openTab(): Tab {
  const events = { onLost: vi.fn(), onFree: vi.fn() };
  return { leader: createLeader(locks, events), ...events };
}

describe("a leader", () => {
  let first: Tab;
  let second: Tab;
  beforeEach(() => {
    first = openTab();
    second = openTab();
  });
  afterEach(async () => {
    first.leader.release();
    second.leader.release();
    await locks.request("manyhands-computing", () => undefined);
  });

  it("is the first tab that claims it, and stays so", async () => {
    expect(await first.leader.claim()).toBe(true);
    expect(await second.leader.claim()).toBe(false);
    expect(await first.leader.claim()).toBe(true);
  });

  it("tells a tab that waits when the lead is free, and does not take it", async () => {
    await first.leader.claim();
    await second.leader.claim();
    first.leader.release();
    await vi.waitFor(() => expect(second.onFree).toHaveBeenCalledTimes(1));
    expect(await first.leader.claim()).toBe(true);
  });

  it("loses the lead to a tab that takes it, and hears when that one is done", async () => {
    await first.leader.claim();
    await second.leader.claim();
    await second.leader.take();
    await vi.waitFor(() => expect(first.onLost).toHaveBeenCalledTimes(1));
    expect(await first.leader.claim()).toBe(false);
    second.leader.release();
    await vi.waitFor(() => expect(first.onFree).toHaveBeenCalled());
  });

  it("stops watching when it is released", async () => {
    await first.leader.claim();
    await second.leader.claim();
    second.leader.release();
    first.leader.release();
    expect(await first.leader.claim(), "a tab that just let go").toBe(true);
    expect(second.onFree).not.toHaveBeenCalled();
  });
});
