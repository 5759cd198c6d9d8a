/** A search as a volunteer sees it: which protein, against how much of a database, and what is like it. */
import type { FieldValue, Row } from "../../protocol/layout/layout.ts";

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

/** Every block has a best sequence; this one is likely a relative. */
export const isFinding = (output: Row): boolean => Number(output["bestScore"]) >= NOTABLE_SCORE;
