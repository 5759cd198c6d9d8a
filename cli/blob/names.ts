/** `manyhands blob names`: which sequences the indexes in the output of a search mean. Nothing is sent. */
import { stringify } from "csv-stringify/sync";
import { Command } from "commander";
import { digestOf } from "../../protocol/digest.ts";
import { decodeBlock } from "../../worker-kernels/protein-search/block.ts";
import { CliError } from "../cli-error.ts";
import { blobsOfFile } from "./blobs-of-file.ts";
import { withBlockResidues } from "./put.ts";

export function namesCommand(): Command {
  const command = new Command("names")
    .description("list the sequences of a FASTA file by block and index in it, as CSV; blocks are as `blob put` makes them")
    .argument("<files...>", "FASTA files (.fasta .fa .faa) that were put, with the same --block-residues");
  return withBlockResidues(command).action((files: readonly string[], options: { readonly blockResidues: string }) => {
    console.log("block,index,name");
    for (const file of files) process.stdout.write(namesIn(file, Number(options.blockResidues)));
  });
}

/** Lines of CSV, without a header: digest of the block, index in it, name. */
export function namesIn(file: string, blockResidues: number): string {
  const rows = blobsOfFile(file, blockResidues).flatMap(({ bytes, residues }) => {
    if (residues === undefined) throw new CliError(`${file}: sequences are in files that end in .fasta, .fa or .faa`);
    const block = digestOf(bytes);
    return decodeBlock(bytes).map(({ name }, index) => [block, index, name]);
  });
  return stringify(rows);
}
