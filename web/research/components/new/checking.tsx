import { MAX_QUORUM } from "../../../../protocol/limits.ts";
import type { Draft } from "../../state/draft.ts";
import { assuranceCost, assuranceMeaning, assuranceName } from "../../state/words.ts";

/** How results are made sure, and what that costs. */
export function Checking({ draft }: { readonly draft: Draft }) {
  const kernel = draft.kernel.value;
  const { assurance, quorum } = draft.choices.value;
  if (kernel.kind !== "here") return null;
  return (
    <fieldset class="card">
      <legend>
        <h2>3. Checking</h2>
      </legend>
      {kernel.value.assurance.map((one) => (
        <label key={one} class="choice">
          <input type="radio" name="assurance" checked={assurance === one} onChange={() => draft.choose({ assurance: one })} />
          <span>
            <b>{assuranceName(one, quorum)}</b>
            <br />
            <span class="fine">
              {assuranceMeaning(one, quorum)} {assuranceCost(one, quorum)}
            </span>
          </span>
        </label>
      ))}
      {assurance === "quorum" && (
        <div class="form">
          <label for="new-quorum">How many hosts have to agree</label>
          <select
            id="new-quorum"
            class="select"
            value={String(quorum)}
            onChange={(event) => draft.choose({ quorum: Number(event.currentTarget.value) })}
          >
            {Array.from({ length: MAX_QUORUM }, (_, i) => (
              <option key={i} value={String(i + 1)}>
                {i + 1}
              </option>
            ))}
          </select>
        </div>
      )}
    </fieldset>
  );
}
