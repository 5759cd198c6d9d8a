/** What the rules of the house look at: every file of the project, parsed once, however many rules read it. */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseSync } from "vite";
import type { Node } from "./syntax.ts";

export interface SourceFile {
  /** From the root of the project, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

export interface Project {
  readonly files: readonly SourceFile[];
  /** Whether a file or folder of that path is part of the project. */
  has(path: string): boolean;
}

export interface Finding {
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  /** What is wrong and what to do about it. */
  readonly message: string;
}

export interface Rule {
  readonly name: string;
  check(project: Project): Finding[];
}

export function makeProject(files: readonly SourceFile[]): Project {
  const paths = new Set<string>();
  for (const { path } of files) {
    const segments = path.split("/");
    for (let length = 1; length <= segments.length; length++) paths.add(segments.slice(0, length).join("/"));
  }
  return { files, has: (path) => paths.has(path) };
}

const BINARY = /\.(png|jpg|webp|ico|woff2|wasm|gz)$/;

/** Every file that is committed or could be: what git ignores is none of ours. */
export function readProject(root: string): Project {
  const listed = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], { cwd: root, encoding: "utf8" });
  const paths = listed.split("\0").filter((path) => path !== "" && existsSync(join(root, path)));
  return makeProject(paths.map((path) => ({ path, text: BINARY.test(path) ? "" : readFileSync(join(root, path), "utf8") })));
}

/** The line of an offset in a text, counted from 1. */
export function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf("\n"); at !== -1 && at < offset; at = text.indexOf("\n", at + 1)) line++;
  return line;
}

/** AssemblyScript shares TypeScript's file ending, but is a language of its own. */
const isAssemblyScript = (path: string): boolean => /^worker-kernels\/[^/]+\/cpu(\.ts|\/)/.test(path);

export const isCode = ({ path }: SourceFile): boolean => /\.(ts|tsx|mts|mjs|js)$/.test(path) && !isAssemblyScript(path);

export const isTest = (path: string): boolean => /\.(test|spec|contract)\.tsx?$/.test(path);

const parsed = new WeakMap<SourceFile, Node>();

/** The syntax tree of a file. Throws on a file that does not parse. */
export function syntaxOf(file: SourceFile): Node {
  const known = parsed.get(file);
  if (known !== undefined) return known;
  const { program, errors } = parseSync(file.path, file.text);
  if (errors[0] !== undefined) throw new Error(`${file.path}: ${errors[0].message}`);
  const tree = program as unknown as Node;
  parsed.set(file, tree);
  return tree;
}
