import { Card } from "../../ui/card.tsx";
import { formatTimeOfDay } from "../../ui/format.ts";
import type { Finding } from "../../engine/engine-api.ts";
import type { Donate } from "../state/donate.ts";
import { viewOf } from "../state/kernel-views.ts";
import { isSurelyChecked } from "../state/picture-field.ts";

/** As many as one can take in; the picture holds them all. */
const MAX_SHOWN = 12;

/** What this computer found, newest first. The check by another computer is still to come when it appears here. */
export function FindingsCard({ donate }: { readonly donate: Donate }) {
  const found = donate.snapshot.value.findings.filter((finding) => viewOf(finding.kernelId).isFinding(finding.output));
  if (found.length === 0) return null;
  return (
    <Card id="found" heading="Found on this computer">
      <ul class="findings">
        {found.slice(0, MAX_SHOWN).map((finding) => (
          <li key={`${finding.batchId}/${finding.unit}`}>
            <FindingLine finding={finding} checked={isChecked(donate, finding)} />
          </li>
        ))}
      </ul>
      <p class="fine">A finding counts once a second computer has come to the same answer.</p>
    </Card>
  );
}

/**
 * The server tells a volunteer no verdicts, only how far each square is. Where a whole square is
 * checked and no answer of this computer was ever turned down, its finding there stands.
 */
function isChecked({ watch, snapshot }: Donate, { batchId, unit }: Finding): boolean {
  const picture = watch.picture.value;
  if (picture?.batchId !== batchId || snapshot.value.record?.rejected !== 0) return false;
  return isSurelyChecked(picture, unit);
}

function FindingLine({ finding, checked }: { readonly finding: Finding; readonly checked: boolean }) {
  const { FindingView } = viewOf(finding.kernelId);
  return (
    <>
      <div>
        <FindingView input={finding.input} output={finding.output} />
      </div>
      <p class="fine">
        {formatTimeOfDay(finding.foundAt)}
        {checked ? " · checked by a second computer" : ""}
      </p>
    </>
  );
}
