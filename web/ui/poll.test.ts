import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { POLL_INTERVAL_MS, pollWhileVisible, retryDelayMs } from "./poll.ts";

/** As much of a document as polling needs. */
function fakePage() {
  const target = new EventTarget();
  return Object.assign(target, { hidden: false }) as unknown as Document & { hidden: boolean };
}

describe("polling", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("asks at once and then at the interval", async () => {
    const refresh = vi.fn(async () => true);
    pollWhileVisible(refresh, fakePage(), () => 0);
    await vi.advanceTimersByTimeAsync(POLL_INTERVAL_MS * 2);
    expect(refresh).toHaveBeenCalledTimes(3);
  });

  it("asks nothing while hidden and at once when seen again", async () => {
    const page = fakePage();
    const refresh = vi.fn(async () => true);
    pollWhileVisible(refresh, page, () => 0);
    await vi.advanceTimersByTimeAsync(0);
    page.hidden = true;
    await vi.advanceTimersByTimeAsync(POLL_INTERVAL_MS * 20);
    expect(refresh).toHaveBeenCalledTimes(1);
    page.hidden = false;
    page.dispatchEvent(new Event("visibilitychange"));
    await vi.advanceTimersByTimeAsync(0);
    expect(refresh).toHaveBeenCalledTimes(2);
  });

  it("waits longer after each failure, up to a minute, and spreads the tries", () => {
    expect([0, 1, 2, 3, 4, 9].map((failures) => retryDelayMs(failures, 1))).toEqual([5_000, 10_000, 20_000, 40_000, 60_000, 60_000]);
    expect(retryDelayMs(9, 0)).toBe(45_000);
  });
});
