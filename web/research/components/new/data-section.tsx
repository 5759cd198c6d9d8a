import { useSignal } from "@preact/signals";
import type { Row } from "../../../../protocol/layout/layout.ts";
import { DataTable } from "../../../ui/data-table.tsx";
import type { Draft } from "../../state/draft.ts";
import { shownValue } from "../../state/shown-value.ts";
import { FailureNote } from "../failure-note.tsx";
import { ProblemTable } from "./problem-table.tsx";

interface DataSectionProps {
  readonly draft: Draft;
  readonly save: (file: Blob, name: string) => void;
}

/** The file: dropped or chosen, and checked at once. */
export function DataSection({ draft, save }: DataSectionProps) {
  const isOver = useSignal(false);
  const file = draft.file.value;
  const take = (files: FileList | null | undefined): void => {
    const given = files?.[0];
    if (given !== undefined) void draft.takeFile(given);
  };
  const drop = (event: DragEvent): void => {
    event.preventDefault();
    isOver.value = false;
    take(event.dataTransfer?.files);
  };
  const over = (event: DragEvent): void => {
    event.preventDefault();
    isOver.value = true;
  };
  return (
    <section class="card" aria-labelledby="data-heading">
      <h2 id="data-heading">2. Data</h2>
      <div class={isOver.value ? "drop drop--over" : "drop"} onDragOver={over} onDragLeave={() => (isOver.value = false)} onDrop={drop}>
        <label for="new-file">Drop a CSV or an NDJSON file here, or choose one</label>
        <input
          id="new-file"
          class="file"
          type="file"
          accept=".csv,.txt,.ndjson,.jsonl"
          onChange={(event) => {
            take(event.currentTarget.files);
            // So that the same file, mended, can be chosen again.
            event.currentTarget.value = "";
          }}
        />
        {file.kind !== "none" && <p>File: {file.kind === "unknown" ? file.name : file.file.file.name}</p>}
      </div>
      {file.kind === "failed" && <FailureNote failure={file.failure} />}
      {file.kind === "checked" && file.check.problemCount > 0 && (
        <ProblemTable key={file.file} check={file.check} fileName={file.file.file.name} save={save} />
      )}
      {file.kind === "checked" && file.firstRows.length > 0 && <Preview rows={file.firstRows} />}
    </section>
  );
}

function Preview({ rows }: { readonly rows: readonly Row[] }) {
  const columns = Object.keys(rows[0] ?? {});
  return (
    <>
      <h3>The first rows, as the kernel sees them</h3>
      <DataTable
        caption="The first rows, as the kernel sees them"
        columns={columns}
        rows={rows.map((row) => columns.map((column) => shownValue(row[column])))}
      />
    </>
  );
}
