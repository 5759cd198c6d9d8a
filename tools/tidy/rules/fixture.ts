import { makeProject, type Rule } from "../project.ts";

/** What a rule says about a made-up project, as `file:line: message`. */
export function complaints(rule: Rule, files: Readonly<Record<string, string>>): string[] {
  const project = makeProject(Object.entries(files).map(([path, text]) => ({ path, text })));
  return rule.check(project).map(({ file, line, message }) => `${file}:${line}: ${message}`);
}
