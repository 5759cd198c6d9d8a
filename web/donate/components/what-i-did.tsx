import type { HostRecord } from "../../../protocol/messages.ts";
import { Card } from "../../ui/card.tsx";
import { Figures } from "../../ui/figures.tsx";
import { formatCount, formatQuantity, plural } from "../../ui/format.ts";
import type { EngineSnapshot } from "../../engine/engine-api.ts";
import type { Donate } from "../state/donate.ts";

const MICRO = 1e6;

/** What became of the results this browser sent, and the credit granted for them. */
export function WhatIDid({ donate }: { readonly donate: Donate }) {
  const { record } = donate.snapshot.value;
  return (
    <Card id="what-i-did" heading="What I did">
      {record ? <Record record={record} /> : <p>{nothingOnRecord(donate)}</p>}
      {notes(donate.snapshot.value).map((note) => (
        <p key={note} class="fine">
          {note}
        </p>
      ))}
    </Card>
  );
}

function nothingOnRecord({ engineLoaded, snapshot }: Donate): string {
  if (!engineLoaded.value) return "Shown after you press Start: before that, this page reads nothing that is kept on your computer.";
  if (snapshot.value.phase.kind === "blocked") return "Nothing yet.";
  return "Nothing yet. Your first result usually appears within 5 minutes.";
}

function Record({ record }: { readonly record: HostRecord }) {
  return (
    <Figures
      figures={[
        { name: "Counted", value: formatCount(record.validated) },
        { name: "Being checked", value: formatCount(record.pending) },
        { name: "Not counted", value: formatCount(record.rejected) },
        { name: "Credit", value: formatQuantity(record.microCobblestones / MICRO) },
        { name: "Credit to come", value: formatQuantity(record.unvestedMicroCobblestones / MICRO) },
      ]}
    />
  );
}

function notes({ phase, record, unsent, connected }: EngineSnapshot): readonly string[] {
  const said: string[] = [];
  if (record !== null && !connected) said.push("Showing the copy kept here: there is no connection.");
  if (unsent > 0 && (!connected || phase.kind === "idle")) {
    said.push(`${plural(unsent, "result", "results")} not sent yet; kept here until then.`);
  }
  if (record === null) return said;
  if (record.pending > 0) said.push("Being checked: waiting for another volunteer's answer to compare with.");
  if (record.rejected > 0) {
    said.push(`${plural(record.rejected, "answer", "answers")} did not match and was run again. This happens, and is why we check.`);
  }
  said.push("Credit is a thank-you in the unit other volunteer projects use: 1 credit is 432 billion operations. It cannot be sold.");
  return said;
}
