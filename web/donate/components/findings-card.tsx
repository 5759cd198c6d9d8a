import { Card } from "../../ui/card.tsx";
import { Disclosure } from "../../ui/disclosure.tsx";
import { formatCount } from "../../ui/format.ts";
import type { Donate } from "../state/donate.ts";
import { viewOf } from "../state/kernel-views.ts";
import { FindingList } from "./finding-list.tsx";

/** As many as one takes in at a glance; the others open on demand. */
const MAX_AT_A_GLANCE = 6;

/** What this computer found, newest first. Its check is still to come when it appears here. */
export function FindingsCard({ donate }: { readonly donate: Donate }) {
  const found = donate.findings.value.filter(({ finding }) => viewOf(finding.kernelId).isFinding(finding.output));
  if (found.length === 0) return null;
  const others = found.slice(MAX_AT_A_GLANCE);
  return (
    <Card id="found" heading="Found on this computer">
      <FindingList findings={found.slice(0, MAX_AT_A_GLANCE)} />
      {others.length > 0 && (
        <Disclosure summary={`${formatCount(others.length)} found before`}>{() => <FindingList findings={others} />}</Disclosure>
      )}
      <p class="fine">
        A finding counts once it is checked. <a href="#how-it-is-checked">How it is checked</a>
      </p>
    </Card>
  );
}
