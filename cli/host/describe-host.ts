/** A host's record as a table for people. */
import type { HostFile } from "../../protocol/messages.ts";
import { cobblestones, printable, table } from "../output.ts";

export function describeHost(file: HostFile): string {
  const { hostId, name, volunteerId, enrolledAt, erasedAt, vouched, agreements } = file;
  const agreed = Object.entries(agreements).map(([version, count]) => ["agreed", `${Math.floor(count)} times on ${version}`]);
  return table([
    ["host", name === undefined ? hostId : `${hostId} ${printable(name)}`],
    ["volunteer", volunteerId ?? "on its own"],
    ["enrolled", day(enrolledAt)],
    ...(erasedAt === undefined ? [] : [["erased", day(erasedAt)]]),
    ["vouched for", vouched ? "yes" : "no"],
    ...(agreed.length === 0 ? [["agreed", "never yet"]] : agreed),
    ["validated", String(file.validated)],
    ["pending", String(file.pending)],
    ["rejected", String(file.rejected)],
    ["in flight", String(file.inFlight)],
    ["credit", cobblestones(file.microCobblestones)],
    ["not yet granted", cobblestones(file.unvestedMicroCobblestones)],
  ]);
}

const day = (instant: number): string => new Date(instant).toISOString().slice(0, 10);
