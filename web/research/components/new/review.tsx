import type { ComponentChildren } from "preact";
import { MAX_NAME_LENGTH, MAX_PERSONAL_NAME_LENGTH, MAX_PURPOSE_LENGTH } from "../../../../protocol/limits.ts";
import { plural } from "../../../ui/format.ts";
import type { Draft } from "../../state/draft.ts";
import { PrioritySelect } from "../priority-select.tsx";
import { assuranceCost } from "../../state/words.ts";
import { ProjectFields } from "./project-fields.tsx";
import { TextField } from "./text-field.tsx";

interface ReviewProps {
  readonly draft: Draft;
  /** What was wrong with the last try. */
  readonly children: ComponentChildren;
}

/** What it is called and for, and the button that hands it in. */
export function Review({ draft, children }: ReviewProps) {
  const { name, priority } = draft.choices.value;
  const isBusy = draft.sending.value.kind === "busy";
  return (
    <section class="card" aria-labelledby="review-heading">
      <h2 id="review-heading">4. Name and hand in</h2>
      <TextField
        id="new-name"
        label="Name of the batch"
        value={name}
        maxLength={MAX_NAME_LENGTH}
        onText={(text) => draft.choose({ name: text })}
      />
      <ProjectFields draft={draft} titleLength={MAX_PERSONAL_NAME_LENGTH} purposeLength={MAX_PURPOSE_LENGTH} />
      <div class="form">
        <label for="new-priority">Priority beside your project's other batches</label>
        <PrioritySelect id="new-priority" value={priority} onChoose={(chosen) => draft.choose({ priority: chosen })} />
      </div>
      <p>{costOf(draft)}</p>
      {children}
      <div>
        <button type="submit" class="button button--primary" aria-disabled={isBusy}>
          {isBusy ? "Handing in" : "Hand in"}
        </button>
      </div>
    </section>
  );
}

/** The cost in words, with the number of rows where it is known. */
function costOf({ file, choices }: Draft): string {
  const { assurance, quorum } = choices.value;
  const given = file.value;
  const cost = assuranceCost(assurance, quorum);
  if (given.kind !== "checked" || given.check.rows === 0 || given.check.problemCount > 0) return cost;
  return `${plural(given.check.rows, "unit", "units")} of work. ${cost}`;
}
