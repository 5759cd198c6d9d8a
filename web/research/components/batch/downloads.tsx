import type { BatchStatus } from "../../../../protocol/messages.ts";
import { type ResultFormat, resultFormatSchema } from "../../../../protocol/result-query.ts";
import { Button } from "../../../ui/button.tsx";
import { Card } from "../../../ui/card.tsx";
import { plural } from "../../../ui/format.ts";
import type { BatchView } from "../../state/batch-view.ts";
import { FORMAT_NAMES } from "../../state/format-names.ts";
import { OutcomeNote } from "./outcome-note.tsx";

interface DownloadsProps {
  readonly batch: BatchView;
  readonly status: BatchStatus;
}

/** The table, whole or as far as it is decided. */
export function Downloads({ batch, status: { validated, failed, units } }: DownloadsProps) {
  const decided = validated + failed;
  if (decided === 0) {
    return (
      <Card id="downloads" heading="Download">
        <p>Nothing is decided yet. What is can be downloaded at any time, before the batch ends too.</p>
      </Card>
    );
  }
  return (
    <Card id="downloads" heading="Download">
      <p>
        {decided === units ? `All ${plural(units, "row", "rows")}.` : `The ${plural(decided, "row", "rows")} that are decided so far.`}{" "}
        Failed units have a row too, without an output.
      </p>
      <div class="row">
        {resultFormatSchema.options.map((format: ResultFormat) => (
          <Button key={format} onPress={() => void batch.download(format)}>
            Download {FORMAT_NAMES[format]}
          </Button>
        ))}
      </div>
      <OutcomeNote batch={batch} place="download" />
    </Card>
  );
}
