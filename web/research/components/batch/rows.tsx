import type { ResultRow } from "../../../../protocol/messages.ts";
import { Card } from "../../../ui/card.tsx";
import { DataTable } from "../../../ui/data-table.tsx";
import { formatCount } from "../../../ui/format.ts";
import { type BatchView, SHOWN_ROWS } from "../../state/batch-view.ts";
import { shownValue } from "../../state/shown-value.ts";
import { basisWords, errorWords } from "../../state/words.ts";
import { FailureNote } from "../failure-note.tsx";

/** The first rows of the table, each with what it rests on. */
export function Rows({ batch }: { readonly batch: BatchView }) {
  const rows = batch.rows.value;
  return (
    <Card id="rows" heading="Results">
      {rows.kind === "loading" && <p class="fine">Looking up the first rows.</p>}
      {rows.kind === "failed" && <FailureNote failure={rows.failure} />}
      {rows.kind === "here" && <Table rows={rows.value} />}
    </Card>
  );
}

function Table({ rows }: { readonly rows: readonly ResultRow[] }) {
  const sample = rows.find(({ output }) => output !== null) ?? rows[0];
  if (sample === undefined) return <p>Nothing is decided yet. Rows show here as they come.</p>;
  const inputs = Object.keys(sample.input);
  const outputs = Object.keys(sample.output ?? {});
  const columns = ["Unit", ...inputs.map((name) => `input.${name}`), ...outputs.map((name) => `output.${name}`), "Rests on", "Wrong"];
  const cells = rows.map((row) => [
    formatCount(row.unit),
    ...inputs.map((name) => shownValue(row.input[name])),
    ...outputs.map((name) => shownValue(row.output?.[name])),
    basisWords(row),
    errorWords(row.errorProbability),
  ]);
  return (
    <>
      <DataTable caption="The first rows of the results" columns={columns} rows={cells} />
      <p class="fine">
        {rows.length < SHOWN_ROWS ? `${formatCount(rows.length)} rows are decided.` : `The first ${SHOWN_ROWS} decided rows.`} “Wrong” is an
        estimate on the assumption that one in a hundred hosts lies on purpose; units count from 0.
      </p>
    </>
  );
}
