import { describe, expect, it } from "vitest";
import { formatBytes, formatEstimate, formatLasted, formatQuantity, formatShare, formatTimeOfDay, groupDigits, plural } from "./format.ts";

describe("format", () => {
  it("groups digits of any length without rounding them", () => {
    expect(groupDigits("664385663")).toBe("664,385,663");
    expect(groupDigits("1208925819614629174706175")).toBe("1,208,925,819,614,629,174,706,175");
    expect(groupDigits("999")).toBe("999");
  });

  it("takes the singular for exactly one", () => {
    expect(plural(1, "piece", "pieces")).toBe("1 piece");
    expect(plural(8400, "piece", "pieces")).toBe("8,400 pieces");
    expect(plural(0, "piece", "pieces")).toBe("0 pieces");
  });

  it("says 100% only at the end and 0% only for nothing", () => {
    expect(formatShare(8399, 8400)).toBe("99%");
    expect(formatShare(8400, 8400)).toBe("100%");
    expect(formatShare(1, 8400)).toBe("under 1%");
    expect(formatShare(0, 8400)).toBe("0%");
    expect(formatShare(0, 0)).toBe("0%");
  });

  it("chooses the unit of a size", () => {
    expect(formatBytes(812)).toBe("812 bytes");
    expect(formatBytes(8_101)).toBe("9 kB");
    expect(formatBytes(4_100_000)).toBe("4.1 MB");
  });

  it("writes wall-clock time with two digits each", () => {
    expect(formatTimeOfDay(new Date(2026, 10, 20, 9, 5).getTime())).toBe("09:05");
  });

  it("writes time lent in minutes and hours", () => {
    expect(formatLasted(0)).toBe("none yet");
    expect(formatLasted(59_000)).toBe("under 1 min");
    expect(formatLasted(22 * 60_000)).toBe("22 min");
    expect(formatLasted(185 * 60_000)).toBe("3 h 5 min");
    expect(formatLasted(120 * 60_000)).toBe("2 h");
  });

  it("rounds an estimate up, so that waiting never disappoints", () => {
    expect(formatEstimate(4_000)).toBe("less than 10 seconds");
    expect(formatEstimate(34_000)).toBe("about 40 seconds");
    expect(formatEstimate(125_000)).toBe("about 3 minutes");
    expect(formatEstimate(100 * 60_000)).toBe("about 2 hours");
  });

  it("keeps small quantities visible", () => {
    expect(formatQuantity(0)).toBe("0");
    expect(formatQuantity(0.00423)).toBe("0.0042");
    expect(formatQuantity(0.00001)).toBe("under 0.0001");
    expect(formatQuantity(12.345)).toBe("12.35");
    expect(formatQuantity(12_345.6)).toBe("12,345");
  });
});
