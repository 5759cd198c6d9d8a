/** What the search is measured on: sequences of UniProt where they are installed, else made up ones of the like. */
import { encodeBlock, type Sequence } from "../../worker-kernels/protein-search/block.ts";
import { sequencesOfFasta } from "../../worker-kernels/protein-search/fasta.ts";
import { uniprotExamples } from "../../worker-kernels/protein-search/testing/uniprot.ts";
import { note } from "../report.ts";
import { xorshift } from "./xorshift.ts";

export interface SearchData {
  readonly query: Uint8Array;
  readonly block: Uint8Array;
  readonly cells: number;
}

/** The median of UniProt. */
const QUERY_RESIDUES = 350;

const SEQUENCES = 20_000;

/** One of so many is a relative of the query, whose score does not fit in 8 bits. */
const RELATIVES = 500;

export function searchData(): SearchData {
  const { query, sequences } = realData() ?? madeUpData();
  const block = encodeBlock(sequences.toSorted((a, b) => a.residues.length - b.residues.length));
  return { query, block, cells: query.length * sequences.reduce((sum, { residues }) => sum + residues.length, 0) };
}

function realData(): { query: Uint8Array; sequences: Sequence[] } | undefined {
  const examples = uniprotExamples();
  if (examples === undefined) return undefined;
  const queries = [...sequencesOfFasta(examples.queries)];
  const query = queries.find(({ residues }) => residues.length >= QUERY_RESIDUES && residues.length < QUERY_RESIDUES + 10);
  return query && { query: query.residues, sequences: [...sequencesOfFasta(examples.database)] };
}

function madeUpData(): { query: Uint8Array; sequences: Sequence[] } {
  note("protein-search: no UniProt sequences here (mmseqs2-examples): measured on made up ones");
  const random = xorshift(20_261_120);
  const protein = (length: number): Uint8Array => Uint8Array.from({ length }, () => random() % 20);
  const query = protein(QUERY_RESIDUES);
  const sequences = Array.from({ length: SEQUENCES }, (_, i) => ({
    name: `s${i}`,
    residues: i % RELATIVES === 0 ? query.map((residue) => (random() % 3 === 0 ? random() % 20 : residue)) : protein(50 + (random() % 800)),
  }));
  return { query, sequences };
}
