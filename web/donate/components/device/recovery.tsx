import { Button } from "../../../ui/button.tsx";
import type { DevicePanel } from "../../state/device-panel.ts";
import { Outcome } from "./outcome.tsx";

/** Saves a file by which a later device can be made the person's. */
export function SaveRecovery({ panel }: { readonly panel: DevicePanel }) {
  return (
    <>
      <p>With this file you can make a new device yours when this one is lost. Whoever has it can do the same, so keep it safe.</p>
      <div>
        <Button onPress={() => void panel.saveFile(download)}>Save a recovery file</Button>
      </div>
      <Outcome panel={panel} action="save-file" />
    </>
  );
}

/** Makes this device one of those of the person who saved the file. */
export function UseRecovery({ panel }: { readonly panel: DevicePanel }) {
  const use = async (input: HTMLInputElement): Promise<void> => {
    const text = await input.files?.[0]?.text();
    // Chosen again, the same file is to be tried again.
    input.value = "";
    if (text !== undefined) await panel.useFile(text);
  };
  return (
    <>
      <div class="device__form">
        <label for="recovery-file">Use a recovery file</label>
        <input
          id="recovery-file"
          class="file"
          type="file"
          accept="application/json,.json"
          onChange={(event) => void use(event.currentTarget)}
        />
      </div>
      <Outcome panel={panel} action="use-file" />
    </>
  );
}

function download(text: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  link.download = `manyhands-recovery-${new Date().toLocaleDateString("sv")}.json`;
  link.click();
  URL.revokeObjectURL(link.href);
}
