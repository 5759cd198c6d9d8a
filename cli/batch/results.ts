/** `manyhands batch results`: downloads what is verified so far, to stdout or into a file that is whole or not there. */
import { createWriteStream } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { extname } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream as NodeReadableStream } from "node:stream/web";
import { Command, Option } from "commander";
import { CliError } from "../cli-error.ts";
import { findKey } from "../key.ts";
import { type KeyedOptions, toCount, withKey } from "../options.ts";
import { type ResultFormat, resultFormatSchema } from "../../protocol/result-query.ts";
import { connect } from "../server-client.ts";

interface ResultsOptions extends KeyedOptions {
  readonly out?: string;
  readonly format?: ResultFormat;
  readonly state?: "validated" | "failed";
  readonly where?: string[];
  readonly after?: string;
  readonly limit?: string;
}

export function resultsCommand(): Command {
  const command = new Command("results")
    .description("download the results: a row for each unit with a verdict, in input order")
    .argument("<batch>", "the id that submit printed")
    .option("--out <file>", "write here instead of to stdout")
    .addOption(new Option("--format <format>", "ndjson unless --out ends in .csv or .parquet").choices(resultFormatSchema.options))
    .addOption(new Option("--state <state>", "rows of such units only").choices(["validated", "failed"]))
    .option("--where <filters...>", "rows that pass all of these only, such as output.factors.length:gt:0")
    .option("--after <unit>", "rows behind this unit only", toCount)
    .option("--limit <n>", "so many rows at most", toCount);
  return withKey(command).action(downloadResults);
}

async function downloadResults(batchId: string, options: ResultsOptions): Promise<void> {
  const { out, state, where, after, limit } = options;
  const client = connect(options.server, findKey(options));
  const body = await client.results(batchId, { format: options.format ?? formatOf(out), state, where, after, limit });
  if (out === undefined) await explained(pipeline(readable(body), process.stdout, { end: false }));
  else await writeWhole(out, body);
  const { state: now, units, validated, failed } = await client.status(batchId);
  if (now !== "finished")
    console.error(
      `note: the batch is ${now === "running" ? "still running" : now}; ${units - validated - failed} of ${units} units have no verdict yet`,
    );
}

/** The format that a file's name says. */
export function formatOf(file = ""): ResultFormat {
  const ending = extname(file).slice(1).toLowerCase();
  return resultFormatSchema.safeParse(ending).data ?? "ndjson";
}

/** Writes beside the file and renames at the end: a download that breaks off leaves the old file, or none. */
export async function writeWhole(file: string, body: ReadableStream<Uint8Array>): Promise<void> {
  const partial = `${file}.${process.pid}.partial`;
  try {
    await explained(pipeline(readable(body), createWriteStream(partial, { flush: true })));
    await rename(partial, file);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}

async function explained(transfer: Promise<void>): Promise<void> {
  await transfer.catch((error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") return;
    throw new CliError(
      error.syscall === undefined ? `the download broke off (${error.message}); try again` : `cannot write the results: ${error.message}`,
    );
  });
}

/** Node's streams and the web's are the same thing under two types. */
const readable = (body: ReadableStream<Uint8Array>): Readable => Readable.fromWeb(body as NodeReadableStream<Uint8Array>);
