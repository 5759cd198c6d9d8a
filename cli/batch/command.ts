import { Command } from "commander";
import { checkFileCommand } from "./check.ts";
import { cloneCommand } from "./clone.ts";
import { priorityCommand, renameCommand, retryCommand, stateCommand } from "./control.ts";
import { listCommand } from "./list.ts";
import { manifestCommand } from "./manifest.ts";
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
    .addCommand(manifestCommand())
    .addCommand(raiseCommand())
    .addCommand(stateCommand("pause", "lease nothing of a batch until it is resumed; what is out still counts"))
    .addCommand(stateCommand("resume", "lease a paused batch again"))
    .addCommand(stateCommand("cancel", "end a batch for good; verdicts that were made stay"))
    .addCommand(priorityCommand())
    .addCommand(renameCommand())
    .addCommand(retryCommand())
    .addCommand(cloneCommand())
    .addCommand(listCommand());
}
