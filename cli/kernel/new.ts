/** `manyhands kernel new`: a folder that compiles and passes, to be changed into a kernel of one's own. */
import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { manifestSchema } from "../../worker-kernels/contract.ts";
import { CliError } from "../cli-error.ts";

const TEMPLATE = join(import.meta.dirname, "..", "..", "templates", "kernel");

/** Where the name stands in the template's files. */
const PLACEHOLDER = "NAME";
const NAMED_FILES = ["manifest.json", "README.md"];

export function newCommand(): Command {
  return new Command("new")
    .description("write a kernel to begin with: it compiles and passes")
    .argument("<name>", "the kernel's id: lower-case letters, digits and -")
    .argument("[folder]", "where to; a folder of that name when absent")
    .action((name: string, folder: string | undefined) => console.log(writeTemplate(name, folder ?? name)));
}

/** Answers with the folder. Throws a {@link CliError} when the name is none, or something is in the way. */
export function writeTemplate(name: string, folder: string): string {
  if (!manifestSchema.shape.id.safeParse(name).success) {
    throw new CliError(`${name}: expected a name of lower-case letters, digits and -, beginning with a letter`);
  }
  if (existsSync(folder) && readdirSync(folder).length > 0) throw new CliError(`${folder}: something is there already`);
  cpSync(TEMPLATE, folder, { recursive: true });
  for (const file of NAMED_FILES) {
    const path = join(folder, file);
    writeFileSync(path, readFileSync(path, "utf8").replaceAll(PLACEHOLDER, name));
  }
  return folder;
}
