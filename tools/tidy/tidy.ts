/** The few rules that hold the house up, as tests. A breach names its place, its rule and its remedy. */
import { type Project, readProject, type Rule } from "./project.ts";
import { bannedCalls } from "./rules/banned-calls.ts";
import { importDirection } from "./rules/import-direction.ts";
import { leftovers } from "./rules/leftovers.ts";
import { markdownLinks } from "./rules/markdown-links.ts";
import { fileNames, testsBeside } from "./rules/names-and-places.ts";
import { exactVersions, noRegistryHosts, oneWorkerd, wholeLockFile } from "./rules/packages.ts";
import { longOnes } from "./sizes.ts";

const RULES: readonly Rule[] = [
  importDirection,
  bannedCalls,
  leftovers,
  fileNames,
  testsBeside,
  markdownLinks,
  exactVersions,
  oneWorkerd,
  wholeLockFile,
  noRegistryHosts,
];

process.exitCode = main(readProject(process.cwd()));

function main(project: Project): number {
  for (const { file, line, message } of longOnes(project)) console.log(`note: ${file}:${line}: ${message}`);
  const breaches = RULES.flatMap((rule) => rule.check(project).map((finding) => ({ ...finding, rule: rule.name })));
  for (const { file, line, rule, message } of breaches) console.error(`${file}:${line}: ${rule}: ${message}`);
  console.log(`tidy: ${RULES.length} rules, ${project.files.length} files, ${breaches.length} breaches`);
  return breaches.length === 0 ? 0 : 1;
}
