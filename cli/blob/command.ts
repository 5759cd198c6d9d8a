import { Command } from "commander";
import { namesCommand } from "./names.ts";
import { putCommand } from "./put.ts";

/** `manyhands blob …` */
export function blobCommand(): Command {
  return new Command("blob").description("bytes that many units share").addCommand(putCommand()).addCommand(namesCommand());
}
