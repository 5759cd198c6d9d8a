import { useRef } from "preact/hooks";
import { Button } from "../../../ui/button.tsx";
import type { DevicePanel } from "../../state/device-panel.ts";
import { Outcome } from "./outcome.tsx";

interface EraseProps {
  readonly panel: DevicePanel;
  /** How many devices the person has. */
  readonly devices: number;
}

/** Erases the person, after saying what that means. */
export function Erase({ panel, devices }: EraseProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const erase = (what: "device" | "person"): void => {
    dialog.current?.close();
    void panel.erase(what);
  };
  return (
    <section>
      <h3>Erase</h3>
      <div>
        <Button onPress={() => dialog.current?.showModal()}>Erase everything about me</Button>
      </div>
      <Outcome panel={panel} action="erase" />
      <dialog ref={dialog} class="dialog" aria-labelledby="erase-heading">
        <h3 id="erase-heading">Erase everything about you?</h3>
        <p>
          <b>At the server:</b>{" "}
          {devices === 1
            ? "the key and the name of this device"
            : `the keys and the names of your ${devices} devices, and that they belong together`}
          .
        </p>
        <p>
          <b>In this browser:</b> the key, the pieces in hand, results that are not sent yet, and the list of what you did.
        </p>
        <p>
          <b>What remains:</b> results that were sent and the credit for them stay counted, under a number that no longer names anybody.
        </p>
        <p>This cannot be undone, not even with a recovery file.</p>
        <div class="row">
          <Button onPress={() => dialog.current?.close()}>Keep everything</Button>
          <Button onPress={() => erase("person")}>Erase everything</Button>
          {devices > 1 && <Button onPress={() => erase("device")}>Erase this device only</Button>}
        </div>
      </dialog>
    </section>
  );
}
