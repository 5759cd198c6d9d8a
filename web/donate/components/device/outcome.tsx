import type { Action, DevicePanel } from "../../state/device-panel.ts";

interface OutcomeProps {
  readonly panel: DevicePanel;
  readonly action: Action;
}

/** How the person's last action ended, beside where they asked for it; a failure is said at once. */
export function Outcome({ panel, action }: OutcomeProps) {
  const outcome = panel.outcome.value;
  const said = outcome?.action === action ? outcome : null;
  return (
    <>
      <p class="device__outcome" aria-live="polite">
        {panel.busy.value === action ? "One moment." : said?.ok === true && said.text}
      </p>
      {said?.ok === false && (
        <p class="device__outcome notice" role="alert">
          {said.text}
        </p>
      )}
    </>
  );
}
