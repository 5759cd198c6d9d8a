import { describe, expect, it } from "vitest";
import { lettersOf } from "./alphabet.ts";
import { decodeBlock } from "./block.ts";
import { blocksOfFasta, FastaError, sequencesOfFasta } from "./fasta.ts";

const lines = (text: string): string[] => text.split("\n");
const read = (text: string) => [...sequencesOfFasta(lines(text))].map(({ name, residues }) => `${name} ${lettersOf(residues)}`);

function problemsOf(text: string): readonly string[] {
  try {
    blocksOfFasta(lines(text), 1_000);
  } catch (error) {
    if (error instanceof FastaError) return error.message.split("\n");
    throw error;
  }
  return [];
}

describe("FASTA", () => {
  it("is read with its names up to the first space, sequences over many lines, small letters and Windows' line ends", () => {
    expect(read(">sp|P1|A_B first protein\r\nARN\r\ndcq\r\n\r\n>b\r\nWW *\r\n")).toEqual(["sp|P1|A_B ARNDCQ", "b WW*"]);
  });

  it("has letters without a score of their own read as their nearest", () => {
    expect(read(">a\nUOJBZX")).toEqual(["a CKXBZX"]);
  });

  it.each([
    ["letters that are none", ">a\nAR\nA1-R", ['line 3: "1", "-" stands for no residue']],
    ["a header without a name", "> \nAR", ["line 1: a header without a name"]],
    ["a name twice", ">a\nA\n>a x\nA", ["line 3: the name a was there before"]],
    ["an empty sequence, in the middle or last", ">a\n>b\nA\n>c", ["line 1: the sequence a is empty", "line 4: the sequence c is empty"]],
    ["residues before the first header", "AR\nAR\n>a\nA", ["line 1: a sequence before the first header, which begins with >"]],
    ["nothing", "", ["line 1: no sequence in the file"]],
    [
      "many things",
      ">\n1\n>a\n2\n>a\nA",
      ["line 1: a header", 'line 2: "1"', "line 1: the sequence", 'line 4: "2"', "line 3: the seq", "line 5: the name"],
    ],
  ])("is refused for %s, with the line", (_, text, expected) => {
    const problems = problemsOf(text);
    expect(problems).toHaveLength(expected.length);
    for (const [i, problem] of problems.entries()) expect(problem).toContain(expected[i]);
  });

  it("is read no further than some twenty problems", () => {
    expect(problemsOf(">a\n1\n".repeat(1_000))).toHaveLength(20);
  });
});

describe("blocks of FASTA", () => {
  const text = ">a\nAAAA\n>b\nRR\n>c\nNNN\n>d\nDDDDDDDDDDDD\n>e\nC";

  it("hold the sequences in the order of the file, each block sorted by length, with their names", () => {
    const { blocks, blockResidues, sequences } = blocksOfFasta(lines(text), 9);
    expect(blocks.map((block) => decodeBlock(block).map(({ name }) => name))).toEqual([["b", "c", "a"], ["d"], ["e"]]);
    expect(blockResidues).toEqual([9, 12, 1]);
    expect(sequences).toBe(5);
  });

  it("are one where all fits", () => {
    expect(blocksOfFasta(lines(text), 1_000).blocks).toHaveLength(1);
  });
});
