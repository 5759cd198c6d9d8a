/** What of a file is put: the file itself, or what a kernel searches in place of a text that people write. */
import { readFileSync, statSync } from "node:fs";
import { extname } from "node:path";
import { MAX_BLOB_BYTES } from "../../protocol/limits.ts";
import { GraphTextError, graphBlobOf } from "../../worker-kernels/maxcut/graph.ts";
import { blocksOfFasta, FastaError } from "../../worker-kernels/protein-search/fasta.ts";
import { CliError } from "../cli-error.ts";

export interface NewBlob {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Residues of a block of sequences. */
  readonly residues?: number;
}

type Reader = (path: string, blockResidues: number) => NewBlob[];

const READERS: Readonly<Record<string, Reader>> = {
  ".fasta": readFasta,
  ".fa": readFasta,
  ".faa": readFasta,
  ".rud": readGraph,
  ".gset": readGraph,
  ".graph": readGraph,
};

/** Throws a {@link CliError} that names the file, and the line where the file has lines. */
export function blobsOfFile(path: string, blockResidues: number): NewBlob[] {
  if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) throw new CliError(`${path}: there is no such file`);
  const blobs = (READERS[extname(path).toLowerCase()] ?? readPlain)(path, blockResidues);
  const largest = Math.max(...blobs.map(({ bytes }) => bytes.length));
  if (largest <= MAX_BLOB_BYTES) return blobs;
  throw new CliError(`${path}: a blob of ${largest} bytes; the limit is ${MAX_BLOB_BYTES}`);
}

const readPlain: Reader = (path) => [{ bytes: Uint8Array.from(readFileSync(path)) }];

function readFasta(path: string, wanted: number): NewBlob[] {
  const { blocks, blockResidues } = namingFile(path, () => blocksOfFasta(linesOf(path), wanted));
  return blocks.map((bytes, i) => ({ bytes, residues: blockResidues[i] ?? 0 }));
}

function readGraph(path: string): NewBlob[] {
  return [{ bytes: namingFile(path, () => graphBlobOf(linesOf(path))) }];
}

const linesOf = (path: string): string[] => readFileSync(path, "utf8").split(/\r?\n/);

function namingFile<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof FastaError || error instanceof GraphTextError) throw new CliError(`${path}:\n${error.message}`);
    throw error;
  }
}
