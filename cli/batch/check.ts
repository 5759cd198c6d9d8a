/** `manyhands batch check`: has the server read a file as it would when it is handed in, and tells every problem. */
import { Readable } from "node:stream";
import { createInterface } from "node:readline";
import type { ReadableStream as NodeReadableStream } from "node:stream/web";
import { Command } from "commander";
import { type FileCheckLine, fileCheckLineSchema, type FileCheckSummary } from "../../protocol/file-check.ts";
import { CliError } from "../cli-error.ts";
import { findKey } from "../key.ts";
import { type KeyedOptions, withJson, withKey } from "../options.ts";
import { describeDetail } from "../output.ts";
import { connect } from "../server-client.ts";
import { openRows } from "./submit.ts";

interface CheckOptions extends KeyedOptions {
  readonly kernel: string;
  readonly json?: boolean;
}

export function checkFileCommand(): Command {
  const command = new Command("check")
    .description("tell every problem of a file, and hand nothing in")
    .argument("<file>", "a .csv, .ndjson or .parquet file whose columns are the input fields of the kernel")
    .requiredOption("--kernel <id>", "the kernel that is to compute it, or id@version");
  return withJson(withKey(command)).action(checkFile);
}

async function checkFile(file: string, options: CheckOptions): Promise<void> {
  const upload = await openRows(file);
  const body = await connect(options.server, findKey(options)).check(options.kernel, upload);
  const summary = await tell(body, options.json === true);
  if (summary.problems > 0) process.exitCode = 1;
  if (options.json !== true) console.error(describeSummary(file, summary));
}

/** Prints the problems as they come. Throws a {@link CliError} when the answer ends before its last line. */
async function tell(body: ReadableStream<Uint8Array>, asJson: boolean): Promise<FileCheckSummary> {
  let summary: FileCheckSummary | undefined;
  for await (const text of createInterface({ input: Readable.fromWeb(body as NodeReadableStream<Uint8Array>) })) {
    const line: FileCheckLine = fileCheckLineSchema.parse(JSON.parse(text));
    if (asJson) console.log(text);
    if ("problems" in line) summary = line;
    else if (!asJson) console.log(describeDetail(line));
  }
  if (summary === undefined) throw new CliError("the check broke off; try again");
  return summary;
}

/** What a check has found, in a line. */
export function describeSummary(file: string, { rows, problems, complete }: FileCheckSummary): string {
  const read = `${rows} ${rows === 1 ? "row" : "rows"} of ${file} read`;
  if (!complete) return `${read}, then it could not be read further`;
  return problems === 0 ? `${read}, all of them fit` : `${read}, ${problems} ${problems === 1 ? "problem" : "problems"}`;
}
