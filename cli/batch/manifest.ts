/** `manyhands batch manifest`: fetches what the deployment signs of a finished batch. */
import { writeFileSync } from "node:fs";
import { Command, Option } from "commander";
import { type ResultFormat, resultFormatSchema } from "../../protocol/result-query.ts";
import { findKey } from "../key.ts";
import { type KeyedOptions, withKey } from "../options.ts";
import { connect } from "../server-client.ts";

interface ManifestOptions extends KeyedOptions {
  readonly format: ResultFormat;
  readonly out?: string;
}

export function manifestCommand(): Command {
  const command = new Command("manifest")
    .description("fetch the signed manifest of a finished batch, which a paper can cite and `manyhands verify` checks")
    .argument("<batch>", "the id that submit printed")
    .addOption(new Option("--format <format>", "of the file that it speaks of").choices(resultFormatSchema.options).default("ndjson"))
    .option("--out <file>", "write here instead of to stdout");
  return withKey(command).action(fetchManifest);
}

async function fetchManifest(batchId: string, options: ManifestOptions): Promise<void> {
  const signed = await connect(options.server, findKey(options)).manifest(batchId, options.format);
  const text = `${JSON.stringify(signed, undefined, 2)}\n`;
  if (options.out === undefined) process.stdout.write(text);
  else writeFileSync(options.out, text);
}
