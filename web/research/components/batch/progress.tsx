import type { BatchStatus } from "../../../../protocol/messages.ts";
import { Bar } from "../../../ui/bar.tsx";
import { Button } from "../../../ui/button.tsx";
import { Card } from "../../../ui/card.tsx";
import { Figures } from "../../../ui/figures.tsx";
import { formatCount, formatQuantity } from "../../../ui/format.ts";
import type { BatchView } from "../../state/batch-view.ts";
import { formatBetween } from "../../state/instants.ts";
import { OutcomeNote } from "./outcome-note.tsx";

interface ProgressProps {
  readonly batch: BatchView;
  readonly status: BatchStatus;
}

const MICRO = 1_000_000;

/** How far it is, what it has cost, and when it may end. */
export function Progress({ batch, status }: ProgressProps) {
  const { units, validated, failed, inProgress, held, waiting, results, microCobblestones } = status;
  const counts = [
    { name: "Validated", value: formatCount(validated) },
    { name: "In progress", value: formatCount(inProgress - held) },
    { name: "Held", value: formatCount(held) },
    { name: "Waiting", value: formatCount(waiting) },
    { name: "Failed", value: formatCount(failed) },
  ];
  const cost = [
    { name: "Results for each validated unit", value: validated === 0 ? "–" : formatQuantity(results / validated) },
    { name: "Credit granted", value: formatQuantity(microCobblestones / MICRO) },
  ];
  return (
    <Card id="progress" heading="Progress">
      <Bar label="Decided units" share={units === 0 ? 0 : (validated + failed) / units} />
      <p>
        {formatCount(validated + failed)} of {formatCount(units)} units are decided.
      </p>
      <Figures figures={counts} />
      {held > 0 && <p class="fine">Held units have a provisional result, which rests on one host until it has passed its audits.</p>}
      <Figures figures={cost} />
      {status.state === "running" && <p>{endOf(batch)}</p>}
      {failed > 0 && status.state !== "cancelled" && (
        <div>
          <Button onPress={() => void batch.retry()}>Retry {formatCount(failed)} failed</Button>
        </div>
      )}
      <OutcomeNote batch={batch} place="failed" />
    </Card>
  );
}

function endOf({ pace, freshness }: BatchView): string {
  const seen = pace.value;
  if (seen === undefined) return "When it ends shows here once enough was seen to come in.";
  const rate = seen.perHour < 100 ? formatQuantity(seen.perHour) : formatCount(Number(seen.perHour.toPrecision(2)));
  return `At the present pace, about ${rate} units an hour, it ends ${formatBetween(seen.earliest, seen.latest, freshness.value.asOf ?? seen.earliest)}.`;
}
