/**
 * `kernel.protein-search.wasm`: cells per second of processor time, of a protein of common length against 20,000
 * sequences, beside plain C for the same work. `kernel.protein-search.vs-parasail`: the same beside parasail with
 * AVX2, by the faster of its two ways. All sides must give the same digest of all scores.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { lettersOf } from "../../worker-kernels/protein-search/alphabet.ts";
import { compileParasail, type ParasailSearch } from "../../worker-kernels/protein-search/testing/parasail.ts";
import { type Metric, note } from "../report.ts";
import { benchFolder, compileNative } from "./native.ts";
import { type SearchData, searchData } from "./protein-search-data.ts";
import { rated, type Side, takeTurns, wasmSide } from "./turns.ts";

const GAPS = { gapOpen: 11, gapExtend: 1 };

export function measureProteinSearch(): Metric[] {
  const data = searchData();
  const wasm = wasmSide("protein-search", inputOf(data), "scoreDigest", [data.block]);
  const seconds = takeTurns({ wasm, ...nativeSide(data), ...parasailSides(data) });
  const metric = (name: string, baseline?: number) =>
    rated(`kernel.protein-search.${name}`, "GCUPS", data.cells / 1e9, seconds.get("wasm"), baseline);
  const parasail = [seconds.get("scan"), seconds.get("striped")].filter((taken) => taken !== undefined);
  return [metric("wasm", seconds.get("native")), ...(parasail.length > 0 ? [metric("vs-parasail", Math.min(...parasail))] : [])];
}

const inputOf = ({ query, cells }: SearchData) => ({
  queryName: "benchmark",
  query: lettersOf(query),
  ...GAPS,
  top: 10,
  matrix: [],
  cells: String(cells),
  block: "0".repeat(64),
});

type Sides = Readonly<Record<string, Side>>;

function nativeSide({ block, query }: SearchData): Sides {
  const program = compileNative("protein-search");
  if (program === undefined) return {};
  const [blockFile, queryFile] = [join(benchFolder(), "block"), join(benchFolder(), "query")];
  writeFileSync(blockFile, block);
  writeFileSync(queryFile, query);
  const native: Side = () => {
    const [answer = "", , nanoseconds] = program(blockFile, queryFile, String(GAPS.gapOpen), String(GAPS.gapExtend));
    return { answer, seconds: Number(nanoseconds) / 1e9 };
  };
  return { native };
}

function parasailSides({ block, query }: SearchData): Sides {
  const parasail = compileParasail();
  if (parasail === undefined) {
    note("protein-search: parasail is not installed (libparasail-dev): not compared");
    return {};
  }
  const side = (fn: ParasailSearch["fn"]) => () => {
    const { scoreDigest, seconds } = parasail({ fn, block, query: lettersOf(query), ...GAPS });
    return { answer: scoreDigest, seconds };
  };
  return { scan: side("scan"), striped: side("striped") };
}
