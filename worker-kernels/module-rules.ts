/** Whether a binary may be a kernel's module, judged by what it says of itself, without compiling it. Rule K1. */
import { MalformedModule } from "./byte-reader.ts";
import { type Manifest, MAX_MODULE_PAGES } from "./contract.ts";
import { type ExportClaim, type ModuleSections, readSections, type Signature } from "./module-sections.ts";

/** Bytes of one module: a kernel is a loop with its tables, and every volunteer fetches it. */
export const MAX_MODULE_FILE_BYTES = 4_194_304;

const takes = (parameters: number, result = "i32"): Signature => ({ parameters: Array(parameters).fill("i32"), results: [result] });

const ALWAYS: Readonly<Record<string, Signature>> = {
  reserve: takes(1),
  buffer: takes(0),
  begin: takes(1),
  step: takes(1),
  progress: takes(0, "f64"),
  finish: takes(0),
  save: takes(0),
  load: takes(1),
};

const WITH_BLOBS: Readonly<Record<string, Signature>> = { attach: takes(2) };

const WITH_SHADER: Readonly<Record<string, Signature>> = { gpuPlan: takes(1), gpuFill: takes(1), gpuFold: takes(1), gpuDrop: takes(0) };

/** The functions that the module of a manifest has to export. */
export function wantedExports({ input, gpu }: Pick<Manifest, "input" | "gpu">): Readonly<Record<string, Signature>> {
  const hasBlobs = input.fields.some(({ type }) => type === "blob");
  return { ...ALWAYS, ...(hasBlobs && WITH_BLOBS), ...(gpu && WITH_SHADER) };
}

/** Everything in which a binary breaks the contract, in words; empty for a sound one. */
export function binaryProblems(bytes: Uint8Array, manifest: Pick<Manifest, "input" | "gpu">): string[] {
  if (bytes.length > MAX_MODULE_FILE_BYTES) return [`it has ${bytes.length} bytes; the limit is ${MAX_MODULE_FILE_BYTES}`];
  try {
    const sections = readSections(bytes);
    if (sections.imports.length > 0) return sections.imports.map(importProblem);
    return [...exportProblems(sections, wantedExports(manifest)), ...memoryProblems(sections)];
  } catch (error) {
    if (!(error instanceof MalformedModule)) throw error;
    return [`it is not a WebAssembly module: ${error.message}`];
  }
}

const importProblem = ({ module, name }: { module: string; name: string }): string =>
  `it imports ${module}.${name}; a kernel may import nothing`;

function exportProblems({ exports, signatures }: ModuleSections, wanted: Readonly<Record<string, Signature>>): string[] {
  const problems: string[] = [];
  const memory = exports.find(({ name }) => name === "memory");
  if (memory?.kind !== "memory") problems.push("it does not export its memory as memory");
  for (const [name, signature] of Object.entries(wanted)) {
    const found = exports.find((candidate) => candidate.name === name);
    const problem = functionProblem(name, signature, found, signatures);
    if (problem !== undefined) problems.push(problem);
  }
  return problems;
}

function functionProblem(name: string, wanted: Signature, found: ExportClaim | undefined, all: readonly Signature[]): string | undefined {
  if (found === undefined) return `it does not export the function ${name}`;
  if (found.kind !== "function") return `it exports ${name} as a ${found.kind}, not as a function`;
  const signature = all[found.index];
  if (signature === undefined) return `it exports ${name}, but has no such function`;
  const [is, should] = [shown(signature), shown(wanted)];
  return is === should ? undefined : `its ${name} is ${is}; it should be ${should}`;
}

/** As the text format has it, nearly: `(i32, i32) → i32`. */
const shown = ({ parameters, results }: Signature): string => `(${parameters.join(", ")}) → ${results.join(", ") || "nothing"}`;

function memoryProblems({ memories }: ModuleSections): string[] {
  const [memory, ...more] = memories;
  if (memory === undefined) return ["it has no memory of its own"];
  const problems = more.length > 0 ? ["it has more than one memory"] : [];
  if (memory.isShared) problems.push("its memory is shared");
  if (memory.maxPages === Infinity) problems.push(`its memory has no maximum; it may have up to ${MAX_MODULE_PAGES} pages`);
  else if (memory.maxPages > MAX_MODULE_PAGES) {
    problems.push(`its memory may grow to ${memory.maxPages} pages; the limit is ${MAX_MODULE_PAGES}`);
  }
  return problems;
}
