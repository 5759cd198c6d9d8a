/** `manyhands key edit`: another name for a key, and for the operator what it may use. */
import type { Command } from "commander";
import type { KeyChange, KeyRecord } from "../../protocol/research.ts";
import { findKey } from "../key.ts";
import { type KeyedOptions, toCount } from "../options.ts";
import { printable, table } from "../output.ts";
import { connectResearch } from "../research-client.ts";

interface EditOptions extends KeyedOptions {
  readonly name?: string;
  readonly unitsPerDay?: string;
  readonly runningBatches?: string;
  readonly blobBytesPerDay?: string;
  readonly json?: boolean;
}

/** Adds to a command what `edit` takes. */
export function editing(command: Command): Command {
  return command
    .argument("<key>", "its id: k and 16 letters")
    .option("--name <text>", "what it is for, to know it by")
    .option("--units-per-day <n>", "units it may hand in a day; for the operator", toCount)
    .option("--running-batches <n>", "batches it may have at once; for the operator", toCount)
    .option("--blob-bytes-per-day <n>", "bytes it may put a day; for the operator", toCount)
    .action(async (keyId: string, options: EditOptions) => {
      const record = await connectResearch(options.server, findKey(options)).changeKey(keyId, changeOf(options));
      console.log(options.json === true ? JSON.stringify(record) : describe(record));
    });
}

/** The change that was wished for; what was not named stays. */
export function changeOf({ name, unitsPerDay, runningBatches, blobBytesPerDay }: Partial<EditOptions>): KeyChange {
  const wishes = Object.entries({ unitsPerDay, runningBatches, blobBytesPerDay }).filter(([, value]) => value !== undefined);
  const quota = Object.fromEntries(wishes.map(([what, value]) => [what, Number(value)]));
  return { ...(name !== undefined && { name }), ...(wishes.length > 0 && { quota }) };
}

const describe = ({ keyId, name, quota }: KeyRecord): string =>
  table([
    ["key", `${keyId} ${printable(name)}`],
    ["units a day", String(quota.unitsPerDay)],
    ["batches at once", String(quota.runningBatches)],
    ["blob bytes a day", String(quota.blobBytesPerDay)],
  ]);
