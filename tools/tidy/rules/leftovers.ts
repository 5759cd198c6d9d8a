/** Notes to self, switched-off tests and silenced compilers: each is a debt that nobody else will find again. */
import { type Finding, isCode, lineAt, type Rule, type SourceFile, syntaxOf } from "../project.ts";
import { child, children, type Node, text, walk } from "../syntax.ts";

const NOTES = /\b(TODO|FIXME|XXX|HACK)\b/g;
const TYPE_SILENCERS = /@ts-(ignore|nocheck)/g;
/** An exception to the linter says why after two dashes. */
const LINT_SILENCERS = /oxlint-disable(?!.* -- )/g;

const TEST_NAMES = ["it", "test", "describe", "suite", "bench"];

export const leftovers: Rule = {
  name: "leftovers",
  check: ({ files }) => files.filter(isReadable).flatMap((file) => [...textFindings(file), ...(isCode(file) ? syntaxFindings(file) : [])]),
};

/** The rules themselves have to name what they forbid. */
const isReadable = ({ path }: SourceFile): boolean => !path.startsWith("tools/tidy/") && /\.(ts|tsx|mts|mjs|js|css|html|wgsl)$/.test(path);

function textFindings(file: SourceFile): Finding[] {
  const finding = (pattern: RegExp, message: (match: string) => string): Finding[] =>
    [...file.text.matchAll(pattern)].map((match) => ({
      file: file.path,
      line: lineAt(file.text, match.index),
      message: message(match[0]),
    }));
  return [
    ...finding(NOTES, (word) => `${word}: do it, or open an issue and leave no note`),
    ...finding(TYPE_SILENCERS, (word) => `${word}: give the compiler the type it misses`),
    ...finding(LINT_SILENCERS, (word) => `${word} without a reason: end the line with " -- why"`),
  ];
}

function syntaxFindings(file: SourceFile): Finding[] {
  const found: Finding[] = [];
  walk(syntaxOf(file), (node) => {
    const message = complaint(node);
    if (message !== undefined) found.push({ file: file.path, line: lineAt(file.text, node.start), message });
    return true;
  });
  return found;
}

function complaint(node: Node): string | undefined {
  if (node.type === "DebuggerStatement") return "debugger: take it out";
  if (node.type === "TSAsExpression" && child(node, "typeAnnotation")?.type === "TSAnyKeyword")
    return "cast to any: use unknown and check it";
  return node.type === "CallExpression" ? complaintAboutTest(node) : undefined;
}

function complaintAboutTest(call: Node): string | undefined {
  const callee = child(call, "callee");
  const method = text(child(callee ?? call, "property"), "name");
  if (callee === undefined || method === undefined) return undefined;
  const isTestFunction = TEST_NAMES.includes(text(child(callee, "object"), "name") ?? "");
  if (isTestFunction && method === "only") return "only: the other tests of the file would not run";
  if (!["skip", "skipIf", "fixme"].includes(method)) return undefined;
  const given = children(call, "arguments");
  const reason = given.length > 0 && isText(given.at(-1));
  const hasBody = given.some(({ type }) => type.includes("Function"));
  if (isTestFunction && (method === "skipIf" || hasBody || !reason)) return `${method} without a reason: skip inside the test, with one`;
  return undefined;
}

const isText = (node: Node | undefined): boolean => node?.type === "TemplateLiteral" || text(node, "value") !== undefined;
