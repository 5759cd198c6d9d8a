import { useSignal } from "@preact/signals";
import type { BatchStatus } from "../../../../protocol/messages.ts";
import type { SignedManifest } from "../../../../protocol/result-manifest.ts";
import { type ResultFormat, resultFormatSchema } from "../../../../protocol/result-query.ts";
import { Button } from "../../../ui/button.tsx";
import { Card } from "../../../ui/card.tsx";
import type { BatchView } from "../../state/batch-view.ts";
import { citationOf } from "../../state/citation.ts";
import { FORMAT_NAMES } from "../../state/format-names.ts";
import { OutcomeNote } from "./outcome-note.tsx";

interface ManifestCardProps {
  readonly batch: BatchView;
  readonly status: BatchStatus;
  readonly save: (file: Blob, name: string) => void;
}

/** What the deployment signs of a finished table, and the line to cite it by. */
export function ManifestCard({ batch, status: { state }, save }: ManifestCardProps) {
  const format = useSignal<ResultFormat>("csv");
  const manifest = batch.manifest.value;
  return (
    <Card id="manifest" heading="Cite">
      <p>A finished table has a manifest, signed by this deployment, by which anybody can check a copy of the file.</p>
      {state === "finished" ? (
        <div class="row">
          <span class="field">
            <label for="manifest-format">Of the file as</label>
            <select
              id="manifest-format"
              class="select"
              value={format.value}
              onChange={(event) => (format.value = resultFormatSchema.parse(event.currentTarget.value))}
            >
              {resultFormatSchema.options.map((one) => (
                <option key={one} value={one}>
                  {FORMAT_NAMES[one]}
                </option>
              ))}
            </select>
          </span>
          <Button onPress={() => void batch.makeManifest(format.value)}>Make the manifest</Button>
        </div>
      ) : (
        <p class="fine">It can be made once the batch is finished.</p>
      )}
      <OutcomeNote batch={batch} place="manifest" />
      {manifest !== null && <Citation signed={manifest} save={save} />}
    </Card>
  );
}

interface CitationProps {
  readonly signed: SignedManifest;
  readonly save: (file: Blob, name: string) => void;
}

function Citation({ signed, save }: CitationProps) {
  const { batch, file } = signed.manifest;
  const text = `${JSON.stringify(signed, null, 2)}\n`;
  return (
    <>
      <h3>To cite the {FORMAT_NAMES[file.format]} file</h3>
      <p class="cite">{citationOf(signed.manifest)}</p>
      <div>
        <Button onPress={() => save(new Blob([text], { type: "application/json" }), `${batch.batchId}-${file.format}-manifest.json`)}>
          Download the manifest
        </Button>
      </div>
    </>
  );
}
