/** A search as a volunteer sees it: which protein, against how much of a database, and what is like it. */
import type { FieldValue, Row } from "../../protocol/layout/layout.ts";
import { bestAlignment } from "./alignment.ts";
import { residuesOf } from "./alphabet.ts";
import { decodeBlock } from "./block.ts";
import type { Scoring } from "./reference.ts";

/** Hits that are shown: a glance, not a table. */
const SHOWN_HITS = 5;

/** Digits of a block's digest by which it is told from others. */
const SHOWN_DIGITS = 8;

/**
 * A score that is unlikely by chance: with BLOSUM62 and gaps of 11/1 it is 43 bits, of which a unit of 10^9 cells has one
 * in about 10,000 times (10^9 / 2^43).
 */
const NOTABLE_SCORE = 100;

const grouped = (value: FieldValue | undefined): string => String(value ?? "").replace(/\B(?=(?:\d{3})+$)/g, ",");

const list = (value: FieldValue | undefined): readonly FieldValue[] => (Array.isArray(value) ? value : []);

const nameOf = (input: Row): string => String(input["queryName"] || "a protein");

const blockOf = (input: Row): string => String(input["block"] ?? "").slice(0, SHOWN_DIGITS);

export function UnitView({ input }: { readonly input: Row }) {
  const length = String(input["query"] ?? "").length;
  const residues = length > 0 ? Math.round(Number(input["cells"]) / length) : 0;
  return (
    <span>
      Which proteins are like <b>{nameOf(input)}</b>? Its {grouped(length)} residues beside {grouped(residues)} of a database, block{" "}
      <span class="formula">{blockOf(input)}</span>
    </span>
  );
}

export function FindingView({ input, output }: { readonly input: Row; readonly output: Row }) {
  const scores = list(output["hitScores"]);
  const hits = list(output["hitIndexes"]).slice(0, SHOWN_HITS);
  return (
    <>
      <p>
        Most like <b>{nameOf(input)}</b> in block <span class="formula">{blockOf(input)}</span>:
      </p>
      <ol>
        {hits.map((index, i) => (
          <li key={String(index)}>
            sequence {grouped(index)}, score <b>{grouped(scores[i])}</b>
          </li>
        ))}
      </ol>
    </>
  );
}

/** Letters of an alignment in one line: as many as a phone shows. */
const LETTERS_A_LINE = 30;

/** The best hit beside the query, letter by letter. */
function BestAlignment({ input, output, blob }: { readonly input: Row; readonly output: Row; readonly blob: Uint8Array }) {
  const hit = decodeBlock(blob)[Number(list(output["hitIndexes"])[0])];
  const alignment = hit && bestAlignment(residuesOf(String(input["query"])), hit.residues, scoringOf(input));
  if (hit === undefined) return <p>The best hit is not in its block.</p>;
  if (alignment === undefined) return <p>The alignment with {hit.name} is too long to be shown here.</p>;
  return (
    <>
      <p>
        With <b>{hit.name}</b>; + marks residues that replace each other often.
      </p>
      <pre>{inLines([alignment.query, alignment.middle, alignment.sequence])}</pre>
    </>
  );
}

export const detail = { summary: "Show the best alignment", blobField: "block", View: BestAlignment };

function scoringOf(input: Row): Scoring {
  const matrix = list(input["matrix"]).map(Number);
  const gaps = { gapOpen: Number(input["gapOpen"]), gapExtend: Number(input["gapExtend"]) };
  return matrix.length > 0 ? { ...gaps, matrix } : gaps;
}

/** Lines that belong together, cut and stacked as one reads them. */
function inLines(lines: readonly [string, string, string]): string {
  const starts = Array.from({ length: Math.ceil(lines[0].length / LETTERS_A_LINE) }, (_, i) => i * LETTERS_A_LINE);
  return starts.map((start) => lines.map((line) => line.slice(start, start + LETTERS_A_LINE)).join("\n")).join("\n\n");
}

/** Every block has a best sequence; this one is likely a relative. */
export const isFinding = (output: Row): boolean => Number(output["bestScore"]) >= NOTABLE_SCORE;
