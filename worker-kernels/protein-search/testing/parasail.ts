/** Parasail, where Debian's library and a C compiler are installed: `apt-get install libparasail-dev`. */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Its fastest functions for a whole database: a profile of the query, lanes of 8 bits that widen on saturation. */
export const PARASAIL_FUNCTIONS = { scan: "sw_scan_profile_avx2_256_sat", striped: "sw_striped_profile_avx2_256_sat" } as const;

export interface ParasailSearch {
  readonly fn: keyof typeof PARASAIL_FUNCTIONS;
  readonly block: Uint8Array;
  /** In letters. */
  readonly query: string;
  readonly gapOpen: number;
  readonly gapExtend: number;
}

export interface ParasailAnswer {
  /** As the kernel's output has it. */
  readonly scoreDigest: string;
  readonly cells: number;
  /** Of processor time, without reading the files. */
  readonly seconds: number;
}

/** Compiles the program; undefined, where it cannot be. */
export function compileParasail(): ((search: ParasailSearch) => ParasailAnswer) | undefined {
  const folder = mkdtempSync(join(tmpdir(), "manyhands-parasail-"));
  const program = join(folder, "parasail");
  const source = join(import.meta.dirname, "parasail.c");
  const { status } = spawnSync("cc", ["-O3", "-o", program, source, "-lparasail"], { stdio: "ignore" });
  if (status !== 0) return undefined;
  return ({ fn, block, query, gapOpen, gapExtend }) => {
    const [blockFile, queryFile] = [join(folder, "block"), join(folder, "query")];
    writeFileSync(blockFile, block);
    writeFileSync(queryFile, query);
    const words = [PARASAIL_FUNCTIONS[fn], blockFile, queryFile, String(gapOpen), String(gapExtend)];
    const [scoreDigest = "", cells, nanoseconds] = execFileSync(program, words, { encoding: "utf8" }).trim().split(" ");
    return { scoreDigest, cells: Number(cells), seconds: Number(nanoseconds) / 1e9 };
  };
}
