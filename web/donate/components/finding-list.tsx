import { formatTimeOfDay } from "../../ui/format.ts";
import type { FindingState } from "../state/finding-states.ts";
import { viewOf } from "../state/kernel-views.ts";
import { FindingDetail } from "./finding-detail.tsx";

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
  const { FindingView, detail } = viewOf(finding.kernelId);
  return (
    <>
      <div>
        <FindingView input={finding.input} output={finding.output} />
        {detail && <FindingDetail detail={detail} finding={finding} />}
      </div>
      <p class="fine">
        {checked && "Checked · "}
        {formatTimeOfDay(finding.foundAt)}
      </p>
    </>
  );
}
