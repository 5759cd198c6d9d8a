import { formatTimeOfDay } from "../../ui/format.ts";
import type { FindingState } from "../state/finding-states.ts";
import { viewOf } from "../state/kernel-views.ts";

/** Findings in the words of their kernels. */
export function FindingList({ findings }: { readonly findings: readonly FindingState[] }) {
  return (
    <ul class="findings">
      {findings.map((state) => (
        <li key={`${state.finding.batchId}/${state.finding.unit}`}>
          <FindingLine state={state} />
        </li>
      ))}
    </ul>
  );
}

function FindingLine({ state: { finding, checked } }: { readonly state: FindingState }) {
  const { FindingView } = viewOf(finding.kernelId);
  return (
    <>
      <div>
        <FindingView input={finding.input} output={finding.output} />
      </div>
      <p class="fine">
        {checked && "Checked · "}
        {formatTimeOfDay(finding.foundAt)}
      </p>
    </>
  );
}
