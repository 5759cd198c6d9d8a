/** The `manyhands` command: hands in batches, brings kernels and blobs, fetches results, looks after projects and keys, checks a deployment, and lends this machine. */
import { Command } from "commander";
import packageJson from "../package.json" with { type: "json" };
import { batchCommand } from "./batch/command.ts";
import { blobCommand } from "./blob/command.ts";
import { checkCommand } from "./check/command.ts";
import { hostCommand } from "./host/command.ts";
import { kernelCommand } from "./kernel/command.ts";
import { keyCommand } from "./key/command.ts";
import { describeFailure } from "./output.ts";
import { projectCommand } from "./project/command.ts";
import { researcherCommand } from "./researcher/command.ts";
import { verifyCommand } from "./verify/command.ts";
import { volunteerCommand } from "./volunteer/command.ts";

const program = new Command("manyhands")
  .description("Volunteer computing: hand in batches of work, and lend a machine to those of others.")
  .version(packageJson.version)
  .showHelpAfterError("(--help tells more)")
  // An option belongs to the command that it is named after, which may have subcommands of its own.
  .enablePositionalOptions()
  .addCommand(batchCommand())
  .addCommand(blobCommand())
  .addCommand(kernelCommand())
  .addCommand(projectCommand())
  .addCommand(keyCommand())
  .addCommand(researcherCommand())
  .addCommand(hostCommand())
  .addCommand(verifyCommand())
  .addCommand(checkCommand())
  .addCommand(volunteerCommand());

// A reader that has seen enough, such as `head`, closes the pipe: nothing went wrong.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  process.exit(error.code === "EPIPE" ? 0 : 1);
});

try {
  await program.parseAsync();
} catch (error) {
  console.error(describeFailure(error, process.argv.includes("--json")));
  process.exitCode = 1;
}
