import { coreChoices } from "../state/cores.ts";
import type { Donate } from "../state/donate.ts";

/** How many cores to lend, and whether the graphics processor too; a change applies at once. */
export function HowMuch({ donate }: { readonly donate: Donate }) {
  const { cores, gpu } = donate.snapshot.value;
  return (
    <div class="field">
      <label for="how-much">How much</label>
      <select id="how-much" class="select" value={cores} onChange={(event) => donate.setCores(Number(event.currentTarget.value))}>
        {coreChoices(donate.coresTotal).map((choice) => (
          <option key={choice.cores} value={choice.cores} selected={choice.cores === cores}>
            {choice.label}
          </option>
        ))}
      </select>
      {(gpu === "off" || gpu === "on") && (
        <label class="field__check">
          <input type="checkbox" checked={gpu === "on"} onChange={(event) => donate.setGpu(event.currentTarget.checked)} />
          Use the graphics processor too
        </label>
      )}
    </div>
  );
}
