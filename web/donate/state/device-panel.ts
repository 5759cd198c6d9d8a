/**
 * The state of "You and this device": who this device is, whose it is, and what became of what the person last
 * asked for. One action is under way at a time.
 */
import { type ReadonlySignal, signal } from "@preact/signals";
import type { Device, ShownCode, Unusable } from "../../engine/device/device-api.ts";
import type { Reply } from "../../engine/reply.ts";
import { createDeviceLook, type PanelView } from "./device-look.ts";
import { linked, NOT_STORED, whyNot } from "./device-words.ts";

export type Action = "rename" | "show-code" | "enter-code" | "save-file" | "use-file" | "erase";

/** How the last action ended, to be said beside its button. */
export interface Outcome {
  readonly action: Action;
  readonly ok: boolean;
  readonly text: string;
}

export interface DevicePanel {
  readonly view: ReadonlySignal<PanelView>;
  readonly busy: ReadonlySignal<Action | null>;
  readonly outcome: ReadonlySignal<Outcome | null>;
  readonly code: ReadonlySignal<ShownCode | null>;
  /** Looks who this device is, and asks the server about its person. */
  look(): Promise<void>;
  rename(name: string): Promise<void>;
  showCode(): Promise<void>;
  enterCode(code: string): Promise<void>;
  /** Gives the text of the file to `save`. */
  saveFile(save: (text: string) => void): Promise<void>;
  useFile(text: string): Promise<void>;
  erase(what: "device" | "person"): Promise<void>;
}

/** `load` fetches what speaks for the device; it may reject. */
export function createDevicePanel(load: () => Promise<Device>): DevicePanel {
  const looking = createDeviceLook(load);
  const busy = signal<Action | null>(null);
  const outcome = signal<Outcome | null>(null);
  const code = signal<ShownCode | null>(null);

  /** Does what the person asked for, and says how it ended; afterwards everything is looked up anew. */
  async function act<T>(action: Action, send: (device: Device) => Promise<Reply<T> | Unusable>, done: (value: T) => string): Promise<void> {
    if (busy.value !== null) return;
    busy.value = action;
    outcome.value = null;
    try {
      const reply = await send(await load());
      const ok = reply.kind === "reply";
      outcome.value = { action, ok, text: ok ? done(reply.value) : whyNot(reply) };
    } catch {
      outcome.value = { action, ok: false, text: NOT_STORED };
    }
    busy.value = null;
  }

  return {
    view: looking.view,
    busy,
    outcome,
    code,
    look: () => looking.look(),
    async rename(name) {
      await act(
        "rename",
        (device) => device.rename(name),
        ({ name: given }) => (given === undefined ? "The name is gone." : "Saved."),
      );
      await looking.look();
    },
    showCode: () =>
      act(
        "show-code",
        (device) => device.showCode(),
        (shown) => {
          code.value = shown;
          return "Enter this code on your other device.";
        },
      ),
    async enterCode(typed) {
      await act("enter-code", (device) => device.enterCode(typed), linked);
      await looking.look();
    },
    async saveFile(save) {
      const savedText = (text: string): string => {
        save(text);
        return "Saved. Keep the file where only you can get at it.";
      };
      await act("save-file", (device) => device.makeRecoveryFile(), savedText);
      await looking.look();
    },
    async useFile(text) {
      await act("use-file", (device) => device.useRecoveryFile(text), linked);
      await looking.look();
    },
    async erase(what) {
      await act(
        "erase",
        (device) => device.erase(what),
        () => "Erased.",
      );
      if (outcome.value?.ok === true) looking.end();
    },
  };
}
