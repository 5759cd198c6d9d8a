/** What a surface may ask of a device and of the person whose it is: types only. */
import type { HostId } from "../../../protocol/ids.ts";
import type { HostRecord, VolunteerRecord } from "../../../protocol/messages.ts";
import type { Reply } from "../reply.ts";

/** Who this device is, as it is kept here. */
export interface DeviceIdentity {
  readonly hostId: HostId;
  /** The did:key of its key. */
  readonly did: string;
  /** Whether no script can read its key, this page's included. */
  readonly isSealed: boolean;
}

/** A code that makes another device one of the same person's, once. */
export interface ShownCode {
  readonly code: string;
  /** Milliseconds by this device's clock. */
  readonly expiresAt: number;
}

/** A recovery file that is none of ours, or spoilt; `message` says what is wrong with it. */
export interface Unusable {
  readonly kind: "unusable";
  readonly message: string;
}

/** Nothing here throws or rejects but `look`, where the browser forbids storage. */
export interface Device {
  /** Null where nothing is kept. Makes nothing and asks nobody. */
  look(): Promise<DeviceIdentity | null>;
  /** The person with all devices, this one among them. */
  person(): Promise<Reply<VolunteerRecord>>;
  /** Gives this device a name; an empty one takes it away. */
  rename(name: string): Promise<Reply<HostRecord>>;
  showCode(): Promise<Reply<ShownCode>>;
  /** Makes this device one of the person's whose other device shows the code. Enrols it where need be. */
  enterCode(code: string): Promise<Reply<VolunteerRecord>>;
  /** The text of a file by which another device can be made one of this person's later. */
  makeRecoveryFile(): Promise<Reply<string>>;
  /** Makes this device one of the person's who saved the file. Enrols it where need be. */
  useRecoveryFile(text: string): Promise<Reply<VolunteerRecord> | Unusable>;
  /** Erases this device, or the person with all devices, at the server; then all that is kept here. */
  erase(what: "device" | "person"): Promise<Reply<null>>;
}
