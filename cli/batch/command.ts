import { Command } from "commander";
import { checkFileCommand } from "./check.ts";
import { listCommand } from "./list.ts";
import { raiseCommand } from "./raise.ts";
import { resultsCommand } from "./results.ts";
import { statusCommand } from "./status.ts";
import { submitCommand } from "./submit.ts";

/** `manyhands batch …` */
export function batchCommand(): Command {
  return new Command("batch")
    .description("hand in work, watch it, fetch its results")
    .addCommand(submitCommand())
    .addCommand(checkFileCommand())
    .addCommand(statusCommand())
    .addCommand(resultsCommand())
    .addCommand(raiseCommand())
    .addCommand(listCommand());
}
