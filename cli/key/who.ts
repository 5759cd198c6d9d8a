/** `manyhands key who`: whose a key is, what it may do, and what it has used today. */
import type { Command } from "commander";
import type { Caller } from "../../protocol/research.ts";
import { findKey } from "../key.ts";
import type { KeyedOptions } from "../options.ts";
import { printable, table } from "../output.ts";
import { connectResearch } from "../research-client.ts";

/** Adds to a command what `who` does. */
export function asking(command: Command): Command {
  return command.action(async (options: KeyedOptions & { json?: boolean }) => {
    const caller = await connectResearch(options.server, findKey(options)).whoAmI();
    console.log(options.json === true ? JSON.stringify(caller) : describeCaller(caller));
  });
}

/** A caller as a table for people. */
export function describeCaller({ role, scopes, researcher, key, usedToday }: Caller): string {
  const whose = researcher === undefined ? `the ${role}` : `${researcher.researcherId} ${printable(researcher.name)}`;
  const rows = [
    ["whose", whose],
    ["scopes", scopes.join(",")],
  ];
  if (key === undefined || usedToday === undefined) return table(rows);
  return table([
    ...rows,
    ["key", `${key.keyId} ${printable(key.name)}`],
    ["units today", `${usedToday.units} of ${key.quota.unitsPerDay}`],
    ["blob bytes today", `${usedToday.blobBytes} of ${key.quota.blobBytesPerDay}`],
    ["batches at once", `${key.quota.runningBatches} at most`],
  ]);
}
