import { Card } from "../../ui/card.tsx";
import type { Donate } from "../state/donate.ts";

/** What the study is for, in the words of its kernel. */
export function Why({ donate }: { readonly donate: Donate }) {
  const study = donate.watch.study.value;
  if (study.kind !== "known") return null;
  return (
    <Card id="why" heading="Why it matters">
      <p>{study.kernel.purpose}</p>
      {study.kernel.broughtBy !== null && (
        <p class="fine">This program was brought by {study.kernel.broughtBy}. It can compute, and reach nothing else on your machine.</p>
      )}
    </Card>
  );
}
