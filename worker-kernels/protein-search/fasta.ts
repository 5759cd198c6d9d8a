/** Sequence databases in FASTA, and the blocks made of them. */
import { residueOf } from "./alphabet.ts";
import { encodeBlock, MAX_BLOCK_SEQUENCES, type Sequence } from "./block.ts";

export interface FastaBlocks {
  /** Each the bytes of a blob. */
  readonly blocks: Uint8Array<ArrayBuffer>[];
  /** Residues of each block, in the same order: a unit's `cells` is this times the length of its query. */
  readonly blockResidues: number[];
  readonly sequences: number;
}

/** One thing wrong with a file. */
export interface FastaProblem {
  /** From 1. */
  readonly line: number;
  readonly reason: string;
}

/** A file that is not what it should be; the message names every problem that was listed, with its line. */
export class FastaError extends Error {
  readonly problems: readonly FastaProblem[];
  constructor(problems: readonly FastaProblem[]) {
    super(problems.map(({ line, reason }) => `line ${line}: ${reason}`).join("\n"));
    this.name = "FastaError";
    this.problems = problems;
  }
}

/** Reading goes no further after so many problems: more say nothing new. */
const MAX_PROBLEMS = 20;

/**
 * Puts the sequences of a FASTA file into blocks of about `blockResidues` residues, in the order of the file. Within a
 * block they are sorted by length, so that those aligned together end together. Throws a {@link FastaError} for a file
 * with unknown letters, empty or repeated names, empty sequences, or nothing in it.
 */
export function blocksOfFasta(lines: Iterable<string>, blockResidues: number): FastaBlocks {
  const made: FastaBlocks & { sequences: number } = { blocks: [], blockResidues: [], sequences: 0 };
  let open: Sequence[] = [];
  let residues = 0;
  const close = (): void => {
    if (open.length === 0) return;
    made.blocks.push(encodeBlock(open.toSorted((a, b) => a.residues.length - b.residues.length)));
    made.blockResidues.push(residues);
    made.sequences += open.length;
    open = [];
    residues = 0;
  };
  for (const sequence of sequencesOfFasta(lines)) {
    const isFull = residues + sequence.residues.length > blockResidues || open.length === MAX_BLOCK_SEQUENCES;
    if (isFull) close();
    open.push(sequence);
    residues += sequence.residues.length;
  }
  close();
  return made;
}

/** The sequences of a FASTA file one by one; throws at its end where something was wrong. */
export function* sequencesOfFasta(lines: Iterable<string>): Generator<Sequence> {
  const problems: FastaProblem[] = [];
  const names = new Set<string>();
  let record: FastaRecord | undefined;
  let line = 0;
  const complain = (reason: string, at = line): void => {
    problems.push({ line: at, reason });
    if (problems.length === MAX_PROBLEMS) throw new FastaError(problems);
  };
  for (const raw of lines) {
    line += 1;
    const text = raw.trim();
    if (text.startsWith(">")) {
      if (record) yield* finished(record, complain);
      record = { name: nameIn(text, names, complain), line, residues: [] };
    } else if (record) {
      takeResidues(text, record.residues, complain);
    } else if (text !== "") {
      complain("a sequence before the first header, which begins with >");
      record = { name: "", line, residues: [0] };
    }
  }
  if (record) yield* finished(record, complain);
  else complain("no sequence in the file", Math.max(line, 1));
  if (problems.length > 0) throw new FastaError(problems);
}

interface FastaRecord {
  readonly name: string;
  /** Of its header. */
  readonly line: number;
  readonly residues: number[];
}

type Complain = (reason: string, line?: number) => void;

/** The first word behind the >. */
function nameIn(header: string, names: Set<string>, complain: Complain): string {
  const [name = ""] = header.slice(1).trim().split(/\s/, 1);
  if (name === "") complain("a header without a name");
  else if (names.has(name)) complain(`the name ${name} was there before`);
  names.add(name);
  return name;
}

function takeResidues(text: string, residues: number[], complain: Complain): void {
  const unknown = new Set<string>();
  for (const letter of text) {
    const residue = residueOf(letter);
    if (residue !== undefined) residues.push(residue);
    else if (letter.trim() !== "") unknown.add(letter);
  }
  if (unknown.size > 0) complain(`${[...unknown].map((letter) => JSON.stringify(letter)).join(", ")} stands for no residue`);
}

function* finished({ name, line, residues }: FastaRecord, complain: Complain): Generator<Sequence> {
  if (residues.length === 0) complain(`the sequence ${name} is empty`, line);
  else yield { name, residues: Uint8Array.from(residues) };
}
