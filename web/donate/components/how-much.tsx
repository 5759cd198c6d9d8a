import { coreChoices } from "../state/cores.ts";
import type { Donate } from "../state/donate.ts";

/** How many cores to lend, and whether the graphics processor too; a change applies at once. */
export function HowMuch({ donate }: { readonly donate: Donate }) {
  const { cores, gpu } = donate.snapshot.value;
  return (
    <>
      <p class="field">
        <label for="how-much">How much</label>
        <select id="how-much" class="select" value={cores} onChange={(event) => donate.setCores(Number(event.currentTarget.value))}>
          {coreChoices(donate.coresTotal).map((choice) => (
            <option key={choice.cores} value={choice.cores} selected={choice.cores === cores}>
              {choice.label}
            </option>
          ))}
        </select>
      </p>
      {(gpu === "off" || gpu === "on") && (
        <p class="field">
          <input id="gpu" type="checkbox" checked={gpu === "on"} onChange={(event) => donate.setGpu(event.currentTarget.checked)} />
          <label for="gpu">Use the graphics processor too</label>
        </p>
      )}
    </>
  );
}
