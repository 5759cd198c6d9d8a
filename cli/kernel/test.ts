/** `manyhands kernel test`: compiles a kernel and holds it to the contract, here and without a server. */
import { Command } from "commander";
import { CliError } from "../cli-error.ts";
import { withJson } from "../options.ts";
import { contractChecks } from "./contract-run.ts";
import { openKernelFolder } from "./kernel-folder.ts";

interface TestOptions {
  readonly json?: boolean;
}

export function testCommand(): Command {
  const command = new Command("test")
    .description("compile a kernel and hold it to the contract on its own cases")
    .argument("[folder]", "the kernel's folder", ".");
  return withJson(command).action(test);
}

async function test(path: string, { json = false }: TestOptions): Promise<void> {
  const folder = await openKernelFolder(path);
  const results: { title: string; problems: readonly string[] }[] = [];
  for (const check of contractChecks(folder)) {
    // Said before it runs: a kernel that never returns is seen by where it stays.
    if (!json) process.stdout.write(`${check.title} … `);
    const problems = check.run();
    results.push({ title: check.title, problems });
    if (!json) console.log(problems.length === 0 ? "yes" : ["no", ...problems.map((problem) => `  ${problem}`)].join("\n"));
  }
  if (json) console.log(JSON.stringify({ kernel: folder.manifest.id, version: folder.manifest.version, checks: results }));
  const broken = results.filter(({ problems }) => problems.length > 0).length;
  if (broken > 0) throw new CliError(`${folder.manifest.id} ${folder.manifest.version} breaks ${broken} of the contract's promises`);
}
