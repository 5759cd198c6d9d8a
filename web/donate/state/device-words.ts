/** What the panel of the device says of replies, in words for the person. */
import type { HostRecord, VolunteerRecord } from "../../../protocol/messages.ts";
import type { Unusable } from "../../engine/device/device-api.ts";
import type { Reply } from "../../engine/reply.ts";

/** Why an action failed before the server was asked. */
export const NOT_STORED = "That did not work: this browser lets the page store nothing, or it could not load.";

/** How many devices the person has after one more was linked. */
export const linked = ({ hosts }: VolunteerRecord): string => `Done: you now have ${hosts.length} devices.`;

type Failed = Exclude<Reply<never>, { kind: "reply" }>;

/** Why an action failed, and what to do about it. */
export function whyNot(reply: Failed | Unusable): string {
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

/** Why what the server knows is not on show. */
export function troubleOf(reply: Failed): string {
  if (reply.kind === "no-answer") return "No connection: what the server knows of you is not shown, or may be old.";
  if (reply.problem !== "unknown-host" && reply.problem !== "erased-host") return whyNot(reply);
  return "The server does not know this device. It is made known when you press Start; if it was erased from another device, it begins as a new one.";
}

/** What to call a device. */
export const deviceName = ({ name, hostId }: Pick<HostRecord, "name" | "hostId">): string => name ?? `Device ${hostId.slice(0, 6)}`;
