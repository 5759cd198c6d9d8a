/** What was measured, for people: a line for each class, attack and strength. */
import type { Assurance } from "../protocol/messages.ts";
import { auditedSingles, establishedPairs } from "../server/domain/error-estimate.ts";
import { type Outcome, totalsOf } from "./study.ts";

const HEAD = [
  "class",
  "adversaries",
  "share",
  "units",
  "R",
  "R late",
  "wrong",
  "wrong share",
  "formula",
  "poor",
  "credit stolen",
  "caught",
  "after",
  "results",
];

/** A Markdown table, which is good to read as it is. */
export function tableOf(outcomes: readonly Outcome[]): string {
  const rows = outcomes.map(lineOf);
  const widths = HEAD.map((head, i) => Math.max(head.length, ...rows.map((row) => row[i]?.length ?? 0)));
  const line = (cells: readonly string[]): string => `| ${cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(" | ")} |`;
  return [line(HEAD), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)].join("\n");
}

/** The cells of one line. */
export function lineOf(outcome: Outcome): string[] {
  const { assurance, attack, share } = outcome.study;
  const totals = totalsOf([outcome]);
  return [
    assurance,
    attack.name,
    `${share} %`,
    totals.units.toLocaleString("en"),
    totals.replication.toFixed(3),
    totals.lateReplication.toFixed(3),
    String(totals.wrong),
    rounded(totals.wrongShare),
    rounded(predicted(assurance, share / 100)),
    String(totals.poor),
    `${(totals.stolenShare * 100).toFixed(3)} %`,
    `${totals.caught} of ${totals.liars}`,
    totals.detectionMs === null ? "" : duration(totals.detectionMs),
    totals.detectionResults === null ? "" : String(totals.detectionResults),
  ];
}

const rounded = (share: number): string => (share === 0 ? "0" : share.toExponential(1));

const duration = (ms: number): string => (ms < 120_000 ? `${Math.round(ms / 1_000)} s` : `${Math.round(ms / 60_000)} min`);

/** What the formulas of `docs/trust.md` say of the class's usual case. */
function predicted(assurance: Assurance, share: number): number {
  switch (assurance) {
    case "certificate":
      return 0;
    case "quorum":
      return establishedPairs(2, share);
    case "adaptive":
      return auditedSingles(share);
  }
}
