import { MAX_PERSONAL_NAME_LENGTH } from "../../../../protocol/limits.ts";
import type { DevicePanel } from "../../state/device-panel.ts";
import { Outcome } from "./outcome.tsx";
import { TextForm } from "./text-form.tsx";

/** What the person calls this device. */
export function Name({ panel, name }: { readonly panel: DevicePanel; readonly name: string }) {
  return (
    <>
      <TextForm
        id="device-name"
        label="Name"
        value={name}
        maxLength={MAX_PERSONAL_NAME_LENGTH}
        button="Save name"
        isBusy={panel.busy.value !== null}
        onSubmit={(text) => void panel.rename(text)}
      />
      <Outcome panel={panel} action="rename" />
    </>
  );
}
