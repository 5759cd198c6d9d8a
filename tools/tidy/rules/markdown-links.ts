/** A link inside the project leads somewhere, to the heading if it names one. */
import { posix } from "node:path";
import { type Finding, lineAt, type Project, type Rule, type SourceFile } from "../project.ts";

const LINK = /\[[^\]]*\]\(\s*<?([^)\s>]+)>?(?:\s+"[^"]*")?\s*\)/g;
const FENCE = /^( *)(```|~~~).*?^\1\2/gms;
const CODE_SPAN = /`[^`\n]*`/g;
const HEADING = /^#{1,6}\s+(.+?)\s*#*$/gm;

export const markdownLinks: Rule = {
  name: "markdown-links",
  check: (project) => project.files.filter(({ path }) => path.endsWith(".md")).flatMap((file) => brokenLinks(project, file)),
};

function brokenLinks(project: Project, file: SourceFile): Finding[] {
  // Code keeps its length when blanked out, and so every line its number.
  const prose = file.text.replace(FENCE, blank).replace(CODE_SPAN, blank);
  return [...prose.matchAll(LINK)].flatMap((match) => {
    const [, target = ""] = match;
    const message = /^[a-z]+:/.test(target) ? undefined : complaint(project, file, target);
    return message === undefined ? [] : [{ file: file.path, line: lineAt(file.text, match.index), message }];
  });
}

function complaint(project: Project, file: SourceFile, target: string): string | undefined {
  const [path = "", anchor] = target.split("#");
  const resolved = path === "" ? file.path : posix.join(posix.dirname(file.path), decodeURI(path)).replace(/\/$/, "");
  if (resolved !== "." && !project.has(resolved)) return `the link to ${target} leads nowhere: correct it or take it out`;
  if (anchor === undefined || !resolved.endsWith(".md")) return undefined;
  const page = project.files.find((one) => one.path === resolved);
  return page !== undefined && anchorsOf(page.text).has(anchor) ? undefined : `${resolved} has no heading for #${anchor}`;
}

/** GitHub's anchors: small letters, no punctuation, dashes for spaces, a number where one comes again. */
function anchorsOf(markdown: string): ReadonlySet<string> {
  const anchors = new Set<string>();
  for (const [, heading = ""] of markdown.replace(FENCE, blank).matchAll(HEADING)) {
    const slug = heading
      .toLowerCase()
      .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
      .replace(/[^\p{L}\p{N}\s_-]/gu, "")
      .replace(/\s/g, "-");
    let anchor = slug;
    for (let again = 1; anchors.has(anchor); again++) anchor = `${slug}-${again}`;
    anchors.add(anchor);
  }
  return anchors;
}

const blank = (text: string): string => text.replace(/[^\n]/g, " ");
