/** The files that `docs/kernels-howto.md` tells its readers to write, as they stand there. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const PAGE = join(import.meta.dirname, "../../docs/kernels-howto.md");

/** Writes each of them into a kernel's folder, over what the template has, and answers with their names. */
export function writeHowtoFiles(folder: string): string[] {
  const blocks = [...readFileSync(PAGE, "utf8").matchAll(/^```\w+ file=(\S+)\n([\s\S]*?)^```$/gm)];
  for (const [, name = "", content = ""] of blocks) writeFileSync(join(folder, name), content);
  return blocks.map(([, name = ""]) => name);
}
