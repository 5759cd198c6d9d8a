/** What became of this computer's findings, as far as a volunteer can know it. */
import type { Picture } from "../../../protocol/messages.ts";
import type { Finding } from "../../engine/engine-api.ts";

export interface FindingState {
  readonly finding: Finding;
  readonly checked: boolean;
}

/**
 * The server tells a volunteer no verdicts, only how far each square is. Where a whole square is
 * checked and no answer of this computer was ever turned down, its finding there stands.
 * `rejected` is null while the record is unknown.
 */
export function findingStates(findings: readonly Finding[], picture: Picture | null, rejected: number | null): readonly FindingState[] {
  return findings.map((finding) => ({
    finding,
    checked: rejected === 0 && picture?.batchId === finding.batchId && isSurelyChecked(picture, finding.unit),
  }));
}

function isSurelyChecked({ squares }: Picture, unit: number): boolean {
  let end = 0;
  const square = squares.find(({ units }) => unit < (end += units));
  return square !== undefined && square.checked === square.units;
}
