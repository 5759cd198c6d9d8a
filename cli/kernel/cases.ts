/** The author's own units with their known answers: `cases.json` of a kernel's folder. */
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { digestOf } from "../../protocol/digest.ts";
import { blobNames, type Layout, type Row } from "../../protocol/layout/layout.ts";
import { parseRow } from "../../protocol/layout/parse-row.ts";
import { encodeRow } from "../../protocol/layout/row-bytes.ts";
import type { EncodedUnit } from "../../worker-kernels/testing/contract-checks.ts";
import { CliError } from "../cli-error.ts";
import { type KernelFolder, readJson } from "./kernel-folder.ts";

export interface KnownCase {
  readonly name: string;
  readonly unit: EncodedUnit;
  /** The known answer, as it is encoded. */
  readonly output: Uint8Array;
}

const anyRow = z.record(z.string(), z.unknown());
const casesSchema = z.array(z.strictObject({ name: z.string().min(1), input: anyRow, output: anyRow })).min(2);

/** Throws a {@link CliError} that names the case and the field where one does not fit the layouts. */
export function readCases({ path, manifest }: KernelFolder): KnownCase[] {
  const file = join(path, "cases.json");
  const parsed = casesSchema.safeParse(readJson(file));
  if (!parsed.success) throw new CliError(`${file}: expected a list of two or more objects with name, input and output`);
  return parsed.data.map(({ name, input, output }) => {
    const inputRow = fitting(manifest.input, withBlobs(manifest.input, input, path), `${file}, case ${name}, input`);
    const blobs = blobNames(manifest.input, inputRow).map(({ field }) => readBlob(path, input[field]));
    const unit = { input: encodeRow(manifest.input, inputRow), blobs };
    return { name, unit, output: encodeRow(manifest.output, fitting(manifest.output, output, `${file}, case ${name}, output`)) };
  });
}

function fitting(layout: Layout, raw: Readonly<Record<string, unknown>>, where: string): Row {
  const parsed = parseRow(layout, raw);
  if (parsed.ok) return parsed.row;
  const problems = parsed.problems.map(({ field, value, expected }) => `  ${field}: found ${JSON.stringify(value)}, expected ${expected}`);
  throw new CliError([`${where}:`, ...problems].join("\n"));
}

/** In a case, a blob's field names a file of the folder; a row has the digest of its bytes. */
function withBlobs(layout: Layout, input: Readonly<Record<string, unknown>>, path: string): Record<string, unknown> {
  const blobs = layout.fields.filter(({ name, type }) => type === "blob" && name in input);
  return { ...input, ...Object.fromEntries(blobs.map(({ name }) => [name, digestOf(readBlob(path, input[name]))])) };
}

function readBlob(folder: string, name: unknown): Uint8Array {
  const path = join(folder, String(name));
  if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) throw new CliError(`${path}: there is no such file for a blob`);
  return Uint8Array.from(readFileSync(path));
}
