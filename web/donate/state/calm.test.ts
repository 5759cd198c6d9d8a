import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { EngineSnapshot, Phase } from "../../engine/engine-api.ts";
import { calmly, REDRAW_EVERY_MS } from "./calm.ts";

const news = (unsent: number, kind: Phase["kind"] = "running"): EngineSnapshot =>
  ({ phase: { kind }, cores: 1, unsent }) as unknown as EngineSnapshot;

describe("a calm page", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  function listen() {
    const shown: number[] = [];
    return { shown, hear: calmly((snapshot) => shown.push(snapshot.unsent), Date.now) };
  }

  it("shows the first news at once, then the latest of each second", () => {
    const { shown, hear } = listen();
    for (const unsent of [1, 2, 3]) hear(news(unsent));
    expect(shown).toEqual([1]);
    vi.advanceTimersByTime(REDRAW_EVERY_MS);
    expect(shown).toEqual([1, 3]);
    vi.advanceTimersByTime(REDRAW_EVERY_MS * 5);
    expect(shown).toEqual([1, 3]);
  });

  it("shows a change of phase at once, and nothing older after it", () => {
    const { shown, hear } = listen();
    hear(news(1));
    hear(news(2));
    hear(news(3, "idle"));
    vi.advanceTimersByTime(REDRAW_EVERY_MS * 5);
    expect(shown).toEqual([1, 3]);
  });
});
