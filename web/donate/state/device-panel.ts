/**
 * The state of "You and this device": who this device is, whose it is, and what became of what the person last
 * asked for. One action is under way at a time.
 */
import { type ReadonlySignal, signal } from "@preact/signals";
import type { HostRecord, VolunteerRecord } from "../../../protocol/messages.ts";
import type { Device, DeviceIdentity, ShownCode, Unusable } from "../../engine/device/device-api.ts";
import type { Reply } from "../../engine/reply.ts";

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
  const view = signal<PanelView>({ kind: "looking" });
  const busy = signal<Action | null>(null);
  const outcome = signal<Outcome | null>(null);
  const code = signal<ShownCode | null>(null);

  /** The newest look: what an older one comes back with is old. */
  let looks = 0;

  async function look(): Promise<void> {
    const number = ++looks;
    const show = (next: PanelView): void => {
      if (number === looks) view.value = next;
    };
    try {
      const device = await load();
      const identity = await device.look();
      if (identity === null) return show({ kind: "new" });
      const before = view.value.kind === "known" ? view.value.person.record : null;
      if (before === null) show({ kind: "known", identity, person: { record: null, trouble: null } });
      const reply = await device.person();
      const person = reply.kind === "reply" ? { record: reply.value, trouble: null } : { record: before, trouble: troubleOf(reply) };
      show({ kind: "known", identity, person });
    } catch {
      show({ kind: "unavailable" });
    }
  }

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
    view,
    busy,
    outcome,
    code,
    look,
    async rename(name) {
      await act(
        "rename",
        (device) => device.rename(name),
        ({ name: given }) => (given === undefined ? "The name is gone." : "Saved."),
      );
      await look();
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
      await look();
    },
    async saveFile(save) {
      const savedText = (text: string): string => {
        save(text);
        return "Saved. Keep the file where only you can get at it.";
      };
      await act("save-file", (device) => device.makeRecoveryFile(), savedText);
      await look();
    },
    async useFile(text) {
      await act("use-file", (device) => device.useRecoveryFile(text), linked);
      await look();
    },
    async erase(what) {
      await act(
        "erase",
        (device) => device.erase(what),
        () => "Erased.",
      );
      if (outcome.value?.ok !== true) return;
      looks += 1;
      view.value = { kind: "erased" };
    },
  };
}

const NOT_STORED = "That did not work: this browser lets the page store nothing, or it could not load.";

const linked = ({ hosts }: VolunteerRecord): string => `Done: you now have ${hosts.length} devices.`;

type Failed = Exclude<Reply<never>, { kind: "reply" }>;

/** Why an action failed, and what to do about it. */
function whyNot(reply: Failed | Unusable): string {
  if (reply.kind === "unusable") return `That file cannot be used: ${reply.message}.`;
  if (reply.kind === "no-answer") return "The server did not answer. Try again when you are online: asking twice does no harm.";
  switch (reply.problem) {
    case "unknown-link-code":
      return "This code opens nothing: it is mistyped, older than ten minutes, was used already, or is this device's own.";
    case "too-many-requests":
      return "That was too often just now. Wait a few minutes and try again.";
    case "unknown-host":
    case "erased-host":
      return "The server does not know this device, or it was erased.";
    default:
      return `The server refused: ${reply.detail}.`.replace(/\.\.$/, ".");
  }
}

function troubleOf(reply: Failed): string {
  if (reply.kind === "no-answer") return "No connection: what the server knows of you is not shown, or may be old.";
  if (reply.problem !== "unknown-host" && reply.problem !== "erased-host") return whyNot(reply);
  return "The server does not know this device. It is made known when you press Start; if it was erased from another device, it begins as a new one.";
}

/** What to call a device. */
export const deviceName = ({ name, hostId }: Pick<HostRecord, "name" | "hostId">): string => name ?? `Device ${hostId.slice(0, 6)}`;
