import { useSignal } from "@preact/signals";
import { MAX_QUORUM } from "../../../../protocol/limits.ts";
import type { BatchStatus } from "../../../../protocol/messages.ts";
import { Button } from "../../../ui/button.tsx";
import { Card } from "../../../ui/card.tsx";
import { Disclosure } from "../../../ui/disclosure.tsx";
import type { BatchView } from "../../state/batch-view.ts";
import { assuranceCost, assuranceMeaning, assuranceName } from "../../state/words.ts";
import { OutcomeNote } from "./outcome-note.tsx";

interface AssuranceProps {
  readonly batch: BatchView;
  readonly status: BatchStatus;
  readonly mayWrite: boolean;
}

/** How results are made sure, and how to ask for more. */
export function Assurance({ batch, status: { assurance, policy, state, kernel }, mayWrite }: AssuranceProps) {
  const { minQuorum } = policy;
  const runs = state === "running" || state === "paused";
  return (
    <Card id="assurance" heading="How sure">
      <p>
        <b>{assuranceName(assurance, minQuorum)}.</b> {assuranceMeaning(assurance, minQuorum)} {assuranceCost(assurance, minQuorum)}
      </p>
      <Disclosure summary="What the classes are">
        {() => (
          <ul class="classes">
            {(["certificate", "quorum", "adaptive"] as const).map((one) => (
              <li key={one}>
                <b>{assuranceName(one, minQuorum)}.</b> {assuranceMeaning(one, minQuorum)} {assuranceCost(one, minQuorum)}
              </li>
            ))}
          </ul>
        )}
      </Disclosure>
      {runs && mayWrite && <Raise batch={batch} from={assurance === "quorum" ? minQuorum + 1 : 2} />}
      <OutcomeNote batch={batch} place="assurance" />
      <p class="fine">
        Kernel {kernel.id} {kernel.version}.
      </p>
    </Card>
  );
}

interface RaiseProps {
  readonly batch: BatchView;
  /** The smallest quorum that is more than what the batch has. */
  readonly from: number;
}

/** A batch can be made surer, and never less so. */
function Raise({ batch, from }: RaiseProps) {
  const chosen = useSignal(from);
  if (from > MAX_QUORUM) return null;
  const quorum = Math.max(chosen.value, from);
  return (
    <div class="row">
      <span class="field">
        <label for="raise">Raise to a quorum of</label>
        <select id="raise" class="select" value={String(quorum)} onChange={(event) => (chosen.value = Number(event.currentTarget.value))}>
          {Array.from({ length: MAX_QUORUM - from + 1 }, (_, i) => (
            <option key={from + i} value={String(from + i)}>
              {from + i}
            </option>
          ))}
        </select>
      </span>
      <Button onPress={() => void batch.raise({ assurance: "quorum", minQuorum: quorum })}>Raise</Button>
    </div>
  );
}
