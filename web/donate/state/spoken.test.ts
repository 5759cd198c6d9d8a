import { signal } from "@preact/signals";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Sentence } from "./sentence.ts";
import { QUIET_MS, spoken } from "./spoken.ts";

const saying = (key: string, text: string): Sentence => ({ key, text, mark: "idle", short: null });

describe("what is spoken", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("tells a new state at once", () => {
    const source = signal(saying("a", "a"));
    const told = spoken(source, Date.now);
    source.value = saying("b", "b");
    expect(told.value.text).toBe("b");
  });

  it("tells new figures of the same state once in ten seconds, the latest ones", () => {
    const source = signal(saying("a", "1"));
    const told = spoken(source, Date.now);
    source.value = saying("a", "2");
    vi.advanceTimersByTime(QUIET_MS - 1);
    source.value = saying("a", "3");
    expect(told.value.text).toBe("1");
    vi.advanceTimersByTime(1);
    expect(told.value.text).toBe("3");
  });

  it("forgets figures that wait when the state changes", () => {
    const source = signal(saying("a", "1"));
    const told = spoken(source, Date.now);
    source.value = saying("a", "2");
    source.value = saying("b", "b");
    vi.advanceTimersByTime(QUIET_MS * 2);
    expect(told.value.text).toBe("b");
  });
});
