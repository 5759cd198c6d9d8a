/** `manyhands batch raise`: asks for more of a running batch's results than it did. */
import { Command, Option } from "commander";
import { type Assurance, assuranceSchema } from "../../protocol/messages.ts";
import { findKey } from "../key.ts";
import { type KeyedOptions, toCount, withJson, withKey } from "../options.ts";
import { connect } from "../server-client.ts";
import { describeSureness } from "./sureness.ts";

interface RaiseOptions extends KeyedOptions {
  readonly assurance: Assurance;
  readonly quorum?: string;
  readonly json?: boolean;
}

export function raiseCommand(): Command {
  const command = new Command("raise")
    .description("ask for more of a running batch: a quorum, or a larger one; verdicts that were made stay")
    .argument("<batch>", "the id that submit printed")
    .addOption(
      new Option("--assurance <class>", "how results are made sure from now on").choices(assuranceSchema.options).default("quorum"),
    )
    .option("--quorum <n>", "hosts that have to agree; the least that is stronger when absent", toCount);
  return withJson(withKey(command)).action(raise);
}

async function raise(batchId: string, options: RaiseOptions): Promise<void> {
  const { assurance, quorum } = options;
  const status = await connect(options.server, findKey(options)).raise(batchId, {
    assurance,
    ...(quorum !== undefined && { minQuorum: quorum }),
  });
  console.log(options.json === true ? JSON.stringify(status) : `${batchId} is made sure by ${describeSureness(status)}`);
}
