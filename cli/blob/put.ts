/** `manyhands blob put`: bytes that many units share, under the digest that rows name them by. */
import { Command } from "commander";
import { digestOf } from "../../protocol/digest.ts";
import { findKey } from "../key.ts";
import { type KeyedOptions, toCount, withJson, withKey } from "../options.ts";
import { connect } from "../server-client.ts";
import { blobsOfFile } from "./blobs-of-file.ts";

interface PutOptions extends KeyedOptions {
  readonly blockResidues: string;
  readonly json?: boolean;
}

/** A megabyte. A core takes 25 ms for a query of 350 residues, some seconds for one of 40,000; a bundle holds many units. */
const DEFAULT_BLOCK_RESIDUES = "1000000";

export function putCommand(): Command {
  const command = new Command("put")
    .description("put files where units find them; prints a digest for each blob")
    .argument("<files...>", "sequences (.fasta .fa .faa) become blocks, graphs (.rud .gset .graph) become binary, others stay as they are");
  return withJson(withKey(withBlockResidues(command))).action(put);
}

/** The option by which a FASTA file becomes the same blocks again. */
export const withBlockResidues = (command: Command): Command =>
  command.option("--block-residues <n>", "residues in one block of sequences", toCount, DEFAULT_BLOCK_RESIDUES);

async function put(files: readonly string[], options: PutOptions): Promise<void> {
  const client = connect(options.server, findKey(options));
  // All files are read first: nothing is sent while one of them is wrong.
  const blobs = files.flatMap((file) => blobsOfFile(file, Number(options.blockResidues)).map((blob) => ({ file, ...blob })));
  for (const { file, bytes, residues } of blobs) {
    const sha256 = digestOf(bytes);
    if (!(await client.hasBlob(sha256))) await client.putBlob(sha256, bytes);
    console.log(options.json === true ? JSON.stringify({ file, sha256, bytes: bytes.length, residues }) : sha256);
  }
}
