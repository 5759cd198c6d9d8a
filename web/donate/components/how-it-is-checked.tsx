import type { Assurance } from "../../../protocol/messages.ts";
import { Card } from "../../ui/card.tsx";
import type { Donate } from "../state/donate.ts";

/** How a result is made sure, and what the work can do on this computer. */
export function HowItIsChecked({ donate }: { readonly donate: Donate }) {
  const study = donate.watch.study.value;
  const quorum = study.kind === "known" ? study.batch.policy.minQuorum : USUAL_QUORUM;
  const assurance = study.kind === "known" ? study.batch.assurance : "quorum";
  return (
    <Card id="how-it-is-checked" heading="How it is checked">
      <p>A study is cut into small pieces. {rule(quorum, assurance)}</p>
      <p>A computer that is new here has to agree with others for a while before its answers count for much.</p>
      <p>
        The work runs inside a sealed box of your browser: it can compute and do nothing else. It cannot read your files, other pages or the
        network.
      </p>
    </Card>
  );
}

/** What a batch asks for when its researcher says nothing else. */
const USUAL_QUORUM = 2;

function rule(quorum: number, assurance: Assurance): string {
  if (assurance === "adaptive")
    return "In this study the answer of a computer that has proved reliable may stand alone. Some of these answers are computed again by others, and no computer can know which; one that is caught with a wrong answer has to prove itself anew.";
  if (assurance === "certificate")
    return "In this study each answer proves itself: the server checks every one of them. A few are computed again by others, to see that the work was really done.";
  if (quorum === 1) return "In this study each piece is computed once, and the researcher checks the answers.";
  const computers = quorum === 2 ? "two different computers" : `${quorum} different computers`;
  return `Each piece is computed by ${computers}, and it counts only if their answers are identical. If they differ, more computers are asked until enough agree.`;
}
