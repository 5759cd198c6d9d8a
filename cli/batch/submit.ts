/** `manyhands batch submit`: streams a file of rows to the server, which takes all of it or nothing. */
import { createReadStream, statSync } from "node:fs";
import { extname } from "node:path";
import { Readable } from "node:stream";
import { SingleBar } from "cli-progress";
import { Command, Option } from "commander";
import { assuranceSchema, type BatchStatus, prioritySchema } from "../../protocol/messages.ts";
import { CliError } from "../cli-error.ts";
import { findKey } from "../key.ts";
import { type KeyedOptions, toCount, withJson, withKey } from "../options.ts";
import { connect, type ServerClient, type SubmitQuery, type Upload } from "../server-client.ts";
import { parquetUpload } from "./parquet-rows.ts";
import { readSweep } from "./sweep-file.ts";

interface SubmitOptions extends KeyedOptions, Partial<SubmitQuery> {
  readonly sweep?: string;
  readonly idempotencyKey?: string;
  readonly json?: boolean;
}

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  ".csv": "text/csv",
  ".ndjson": "application/x-ndjson",
  ".jsonl": "application/x-ndjson",
};

export function submitCommand(): Command {
  const command = new Command("submit")
    .description("hand in a batch; prints its id")
    .argument("[file]", "a .csv, .ndjson or .parquet file whose columns are the input fields of the kernel")
    .option("--sweep <file>", "a .json file that describes the rows by a rule, instead of a file of rows")
    .option("--kernel <id>", "the kernel that computes it, or id@version; a sweep may name it in its file")
    .option("--name <text>", "what people see it called")
    .addOption(
      new Option("--assurance <class>", "how results are made sure; the kernel's first when absent").choices(assuranceSchema.options),
    )
    .option("--quorum <n>", "equivalent results required for a verdict", toCount)
    .option("--target <n>", "leases of a unit that may be out at once; 1 when absent", toCount)
    .option("--max-errors <n>", "error results after which a unit fails", toCount)
    .option("--max-total <n>", "results after which a unit fails", toCount)
    .option("--lease-seconds <n>", "how long a host may keep a unit", toCount)
    .option("--project <id>", "what it is for; who has one project need not say")
    .addOption(new Option("--priority <level>", "beside other batches of the project; normal when absent").choices(prioritySchema.options))
    .option("--notify <url>", "an address, https and public, that is told when the batch is finished")
    .option("--idempotency-key <text>", "sent again with the same key and file, it leads to the same batch");
  return withJson(withKey(command)).action(submit);
}

async function submit(file: string | undefined, options: SubmitOptions): Promise<void> {
  if ((file === undefined) === (options.sweep === undefined)) throw new CliError("hand in either a file of rows or --sweep with a file");
  const client = connect(options.server, findKey(options));
  const wishes = queryOf(options);
  const { batchId } =
    options.sweep === undefined
      ? await submitFile(client, file ?? "", wishes, options)
      : await client.submitSweep(readSweep(options.sweep, wishes), options.idempotencyKey);
  console.log(options.json === true ? JSON.stringify({ batchId }) : batchId);
}

async function submitFile(
  client: ServerClient,
  file: string,
  { kernel, ...wishes }: Partial<SubmitQuery>,
  { json, idempotencyKey }: SubmitOptions,
): Promise<BatchStatus> {
  if (kernel === undefined) throw new CliError("--kernel is missing: the kernel that computes the rows");
  const upload = await openRows(file);
  const bar =
    json !== true && process.stderr.isTTY && upload.bytes !== undefined
      ? new SingleBar({ format: "{bar} {percentage} % sent", stream: process.stderr })
      : undefined;
  bar?.start(Math.max(1, upload.bytes ?? 0), 0);
  return client
    .submit({ kernel, ...wishes }, { ...upload, stream: counted(upload.stream, (bytes) => bar?.increment(bytes)) }, idempotencyKey)
    .finally(() => bar?.stop());
}

/** Any file of rows; those of a Parquet file are sent as NDJSON. Throws a {@link CliError}. */
export const openRows = (file: string): Promise<Upload> =>
  extname(file).toLowerCase() === ".parquet" ? parquetUpload(file) : Promise.resolve(file).then(openUpload);

/** Throws a {@link CliError} when the file cannot be handed in as it is. */
export function openUpload(file: string): Upload {
  const contentType = CONTENT_TYPES[extname(file).toLowerCase()];
  if (contentType === undefined) throw new CliError(`${file}: a name that ends in .csv, .ndjson or .parquet was expected`);
  const stats = statSync(file, { throwIfNoEntry: false });
  if (stats?.isFile() !== true) throw new CliError(`${file}: there is no such file`);
  return { contentType, bytes: stats.size, stream: Readable.toWeb(createReadStream(file)) as ReadableStream<Uint8Array> };
}

/** What the server is asked, without what only this command needs to know. */
export function queryOf(options: Partial<SubmitQuery>): Partial<SubmitQuery> {
  const { kernel, name, assurance, quorum, target, maxErrors, maxTotal, leaseSeconds, project, priority, notify } = options;
  const wishes = { kernel, name, assurance, quorum, target, maxErrors, maxTotal, leaseSeconds, project, priority, notify };
  return Object.fromEntries(Object.entries(wishes).filter(([, value]) => value !== undefined));
}

function counted(stream: ReadableStream<Uint8Array>, onBytes: (bytes: number) => void): ReadableStream<Uint8Array> {
  return stream.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        onBytes(chunk.length);
        controller.enqueue(chunk);
      },
    }),
  );
}
