import { Command } from "commander";
import { listCommand } from "./list.ts";
import { newCommand } from "./new.ts";
import { pushCommand } from "./push.ts";
import { testCommand } from "./test.ts";

/** `manyhands kernel …` */
export function kernelCommand(): Command {
  return new Command("kernel")
    .description("write a kernel of your own, test it, bring it to a deployment")
    .addCommand(newCommand())
    .addCommand(testCommand())
    .addCommand(pushCommand())
    .addCommand(listCommand());
}
