/** Looks who this device is, and asks the server whose. */
import { type ReadonlySignal, signal } from "@preact/signals";
import type { VolunteerRecord } from "../../../protocol/messages.ts";
import type { Device, DeviceIdentity } from "../../engine/device/device-api.ts";
import { troubleOf } from "./device-words.ts";

export type PanelView =
  | { readonly kind: "looking" }
  /** The engine could not be fetched, or the browser lets nothing be stored. */
  | { readonly kind: "unavailable" }
  /** Nothing is kept here: this device never started. */
  | { readonly kind: "new" }
  | { readonly kind: "known"; readonly identity: DeviceIdentity; readonly person: PersonView }
  | { readonly kind: "erased" };

/** What the server says of the person; what was known stays when there is no connection. */
export interface PersonView {
  readonly record: VolunteerRecord | null;
  /** Why the record is missing or old; null when it is fresh. */
  readonly trouble: string | null;
}

export interface DeviceLook {
  readonly view: ReadonlySignal<PanelView>;
  /** Looks anew; what was known stays on show meanwhile. */
  look(): Promise<void>;
  /** Nothing is left to look at. */
  end(): void;
}

/** `load` fetches what speaks for the device; it may reject. */
export function createDeviceLook(load: () => Promise<Device>): DeviceLook {
  const view = signal<PanelView>({ kind: "looking" });
  /** The newest look: what an older one comes back with is old. */
  let looks = 0;

  async function lookAndShow(show: (next: PanelView) => void): Promise<void> {
    const device = await load();
    const identity = await device.look();
    if (identity === null) return show({ kind: "new" });
    const before = view.value.kind === "known" ? view.value.person.record : null;
    if (before === null) show({ kind: "known", identity, person: { record: null, trouble: null } });
    const reply = await device.person();
    const person = reply.kind === "reply" ? { record: reply.value, trouble: null } : { record: before, trouble: troubleOf(reply) };
    show({ kind: "known", identity, person });
  }

  return {
    view,
    async look() {
      const number = ++looks;
      const show = (next: PanelView): void => {
        if (number === looks) view.value = next;
      };
      await lookAndShow(show).catch(() => show({ kind: "unavailable" }));
    },
    end() {
      looks += 1;
      view.value = { kind: "erased" };
    },
  };
}
