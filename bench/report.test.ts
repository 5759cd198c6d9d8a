import { describe, expect, it, vi } from "vitest";
import { compared, median, printReport, type Report } from "./report.ts";

const report: Report = {
  metrics: [compared({ name: "kernel.x", value: 8, unit: "M/s" }, 10), { name: "other", value: 12_345.6, unit: "1/s" }],
  environment: { cpu: "some", cores: 2 },
};

function printed(wantsJson: boolean): string {
  const log = vi.spyOn(console, "log").mockReturnValue();
  printReport(report, wantsJson);
  const lines = log.mock.calls.map(([line]) => String(line));
  log.mockRestore();
  return lines.join("\n");
}

describe("a benchmark's report", () => {
  it("is, as JSON, the object and nothing else", () => {
    expect(JSON.parse(printed(true))).toEqual({
      metrics: [
        { name: "kernel.x", value: 8, unit: "M/s", baseline: 10, ratio: 0.8 },
        { name: "other", value: 12_345.6, unit: "1/s" },
      ],
      environment: { cpu: "some", cores: 2 },
    });
  });

  it("is, for people, a table", () => {
    expect(printed(false)).toBe(
      [
        "metric     value  unit  baseline   ratio",
        "kernel.x   8.000  M/s      10.00  0.8000",
        "other     12,346  1/s",
        "",
        "cpu: some",
        "cores: 2",
      ].join("\n"),
    );
  });
});

it("takes the middle value as the median", () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([10, 9])).toBe(9);
  expect(() => median([])).toThrow(RangeError);
});
