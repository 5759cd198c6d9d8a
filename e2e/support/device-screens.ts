/** Every state of "You and this device", as the mocked engine of `mocked-page.ts` shows it. */
import { hostIdSchema } from "../../protocol/ids.ts";
import type { HostRecord, VolunteerRecord } from "../../protocol/messages.ts";
import type { DeviceIdentity } from "../../web/engine/device/device-api.ts";
import type { Reply } from "../../web/engine/reply.ts";

export interface DeviceScreen {
  readonly name: string;
  /** What the panel must say, in part. */
  readonly says: string;
  readonly identity: DeviceIdentity | null;
  readonly person: Reply<VolunteerRecord>;
  /** How entering a code ends. */
  readonly joined: Reply<VolunteerRecord>;
}

const identity: DeviceIdentity = {
  hostId: hostIdSchema.parse("hk7qfw2max4rt6ybe"),
  did: "did:key:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp",
  isSealed: true,
};

const host = (id: string, microCobblestones: number, unvestedMicroCobblestones: number, name?: string): HostRecord => ({
  hostId: hostIdSchema.parse(id),
  ...(name !== undefined && { name }),
  enrolledAt: Date.UTC(2026, 10, 20, 9),
  validated: 212,
  pending: 3,
  rejected: 1,
  microCobblestones,
  unvestedMicroCobblestones,
  inFlight: 4,
});

const own = host(identity.hostId, 4_230_000, 610_000);
const alone: VolunteerRecord = { hosts: [own], microCobblestones: 4_230_000, unvestedMicroCobblestones: 610_000 };
const several: VolunteerRecord = {
  hosts: [
    { ...own, name: "The machine under the desk, which hums" },
    host("hbbbbbbbbbbbbbbbb", 81_400_000, 0, "Lab"),
    host("hcccccccccccccccc", 0, 0, "Recovery file of 2026-11-20"),
  ],
  microCobblestones: 85_630_000,
  unvestedMicroCobblestones: 610_000,
};

const reply = <T>(value: T): Reply<T> => ({ kind: "reply", value });
const refused = (problem: "unknown-link-code" | "unknown-host"): Reply<never> => ({
  kind: "refused",
  problem,
  detail: "no",
  fields: [],
  hints: {},
});

const base = { identity, person: reply(alone), joined: reply(several) };

export const NEW_DEVICE: DeviceScreen = { ...base, name: "new", says: "Nobody knows this device yet", identity: null };

export const deviceScreens: readonly DeviceScreen[] = [
  NEW_DEVICE,
  { ...base, name: "alone", says: "no page can read or copy it" },
  { ...base, name: "several", says: "Credit of your 3 devices", person: reply(several) },
  { ...base, name: "not-sealed", says: "cannot lock keys away", identity: { ...identity, isSealed: false } },
  { ...base, name: "offline", says: "No connection", person: { kind: "no-answer" } },
  { ...base, name: "unknown", says: "The server does not know this device", person: refused("unknown-host") },
];

/** Whose codes all open nothing. */
export const REFUSED: DeviceScreen = { ...base, name: "refused", says: "Public number", joined: refused("unknown-link-code") };

export function deviceScreen(name: string): DeviceScreen {
  const found = deviceScreens.find((each) => each.name === name);
  if (found === undefined) throw new Error(`no screen of the device is called ${name}`);
  return found;
}
