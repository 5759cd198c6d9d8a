/** Real sequences, of UniProt, where they are installed: `apt-get install mmseqs2-examples`. */
import { existsSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

const FOLDER = "/usr/share/doc/mmseqs2/example-data";

/** 20,000 sequences to search in, and 500 to search for, as lines of FASTA; undefined where they are not installed. */
export function uniprotExamples(): { readonly database: string[]; readonly queries: string[] } | undefined {
  const [database, queries] = ["DB", "QUERY"].map((name) => `${FOLDER}/${name}.fasta.gz`).map(linesOf);
  return database && queries && { database, queries };
}

function linesOf(path: string): string[] | undefined {
  return existsSync(path) ? gunzipSync(readFileSync(path)).toString("latin1").split("\n") : undefined;
}
