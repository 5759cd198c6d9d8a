/**
 * The kernel beside parasail on real sequences: the digests of all scores must be the same. By default some tens of
 * thousands of pairs; for more:
 *
 *     MANYHANDS_PARASAIL_UNITS=500 npx vitest run --project unit worker-kernels/protein-search/parasail.test.ts
 */
import { assert, expect, it } from "vitest";
import { decodeRow, encodeRow } from "../../protocol/layout/row-bytes.ts";
import { builtInKernels } from "../catalog.ts";
import { compiledKernel } from "../testing/compiled-kernel.ts";
import { begun, runOut } from "../testing/driven-unit.ts";
import { lettersOf } from "./alphabet.ts";
import { decodeBlock, type Sequence } from "./block.ts";
import { blocksOfFasta, type FastaBlocks, sequencesOfFasta } from "./fasta.ts";
import { compileParasail } from "./testing/parasail.ts";
import { uniprotExamples } from "./testing/uniprot.ts";

/** Units, each of another query and of the next block. */
const UNITS = Number(process.env["MANYHANDS_PARASAIL_UNITS"] ?? 12);

const BLOCK_RESIDUES = 1_000_000;

/**
 * Costs of gaps, by turns: the usual ones, and others that are in use. Where all residues of a gap cost the same,
 * parasail 2.6's striped functions miss gaps; its scans do not.
 */
const GAPS = [
  { gapOpen: 11, gapExtend: 1, fn: "striped" },
  { gapOpen: 10, gapExtend: 1, fn: "scan" },
  { gapOpen: 7, gapExtend: 2, fn: "striped" },
  { gapOpen: 5, gapExtend: 5, fn: "scan" },
] as const;

const TIMEOUT_MS = 1_800_000;

it(
  "gives the scores that parasail gives, for every pair of real sequences",
  (context) => {
    const examples = uniprotExamples();
    if (examples === undefined) return context.skip("UniProt sequences are not installed: apt-get install mmseqs2-examples");
    const parasail = compileParasail();
    if (parasail === undefined) return context.skip("parasail is not installed: apt-get install libparasail-dev");

    const database = blocksOfFasta(examples.database, BLOCK_RESIDUES);
    const queries = [...sequencesOfFasta(examples.queries)];
    let [pairs, cells] = [0, 0];
    for (let unit = 0; unit < UNITS; unit++) {
      const { block, blockResidues } = blockNumber(database, unit);
      const query = queries[(unit * 41) % queries.length];
      const turn = GAPS[unit % GAPS.length];
      assert(query && turn);
      const { fn, ...gaps } = turn;
      const answer = parasail({ fn, block, query: lettersOf(query.residues), ...gaps });
      expect(answer.cells).toBe(query.residues.length * blockResidues);
      const digest = digestByKernel(query, block, answer.cells, gaps);
      expect(digest, `${query.name}, block of unit ${unit}, gaps ${gaps.gapOpen}/${gaps.gapExtend}`).toBe(answer.scoreDigest);
      pairs += decodeBlock(block).length;
      cells += answer.cells;
    }
    console.log(`${pairs} pairs, ${cells} cells: all scores are parasail's`);
  },
  TIMEOUT_MS,
);

function blockNumber({ blocks, blockResidues }: FastaBlocks, unit: number): { block: Uint8Array; blockResidues: number } {
  const at = unit % blocks.length;
  const [block, residues] = [blocks[at], blockResidues[at]];
  assert(block && residues);
  return { block, blockResidues: residues };
}

const [manifest] = builtInKernels.filter(({ id }) => id === "protein-search");
assert(manifest);
let module: WebAssembly.Module | undefined;

function digestByKernel(query: Sequence, block: Uint8Array, cells: number, gaps: { gapOpen: number; gapExtend: number }): unknown {
  assert(manifest);
  module ??= new WebAssembly.Module(compiledKernel(manifest));
  const row = { queryName: query.name, query: lettersOf(query.residues), ...gaps, top: 10, matrix: [], cells: String(cells) };
  const input = encodeRow(manifest.input, { ...row, block: "0".repeat(64) });
  return decodeRow(manifest.output, runOut(begun(module, input, undefined, [block]), 100_000))["scoreDigest"];
}
