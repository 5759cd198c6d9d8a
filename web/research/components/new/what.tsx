import { describe } from "../../../../protocol/layout/parse-row.ts";
import { DataTable } from "../../../ui/data-table.tsx";
import type { Draft } from "../../state/draft.ts";
import { FailureNote } from "../failure-note.tsx";

/** Which kernel, and what its rows hold. */
export function What({ draft }: { readonly draft: Draft }) {
  const kernels = draft.kernels.value;
  const kernel = draft.kernel.value;
  const chosen = kernel.kind === "here" ? `${kernel.value.id}@${kernel.value.version}` : "";
  const choose = (name: string): void => {
    const [id = "", version = ""] = name.split("@");
    void draft.chooseKernel(id, version);
  };
  return (
    <section class="card" aria-labelledby="what-heading">
      <h2 id="what-heading">1. What is computed</h2>
      {kernels.kind === "loading" && <p class="fine">Looking up the kernels.</p>}
      {kernels.kind === "failed" && <FailureNote failure={kernels.failure} />}
      {kernels.kind === "here" && (
        <div class="form">
          <label for="new-kernel">Kernel</label>
          <select id="new-kernel" class="select" value={chosen} onChange={(event) => choose(event.currentTarget.value)}>
            {kernels.value.map(({ id, version, title, broughtBy }) => (
              <option key={`${id}@${version}`} value={`${id}@${version}`}>
                {title} ({id} {version}
                {broughtBy !== undefined && `, brought by ${broughtBy}`})
              </option>
            ))}
          </select>
        </div>
      )}
      {kernel.kind === "failed" && <FailureNote failure={kernel.failure} />}
      {kernel.kind === "here" && (
        <>
          <p class="fine">{kernel.value.purpose}</p>
          <p>The columns of your file, one row for each unit of work:</p>
          <DataTable
            caption="Columns of the file"
            isText
            columns={["Column", "Holds", "Meaning"]}
            rows={kernel.value.input.fields.map((field) => [field.name, describe(field), field.description])}
          />
        </>
      )}
    </section>
  );
}
