/** Where a file may lie and what it may be called, so that a newcomer guesses right. */
import { type Finding, isTest, type Project, type Rule, type SourceFile, syntaxOf } from "../project.ts";
import { importsOf } from "../syntax.ts";

/** Names that others have fixed. */
const GIVEN_NAMES = /^(README\.md|LICENSE|NOTICE|CONTRIBUTING\.md|_headers|_redirects|\..+)$/;
const KEBAB_CASE = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*$/;

export const fileNames: Rule = {
  name: "file-names",
  check: ({ files }) =>
    files.flatMap(({ path }) =>
      path
        .split("/")
        .filter((segment) => !GIVEN_NAMES.test(segment) && !KEBAB_CASE.test(segment))
        .map((segment) => finding(path, `"${segment}" is not kebab-case: small letters and digits, words joined by dashes`)),
    ),
};

/** A test of the whole (a simulation, a server, a browser) has no one file to lie beside. */
const STANDS_ALONE = /^(e2e|sim)\/|\.workerd\.test\.ts$|\.contract\.ts$/;

export const testsBeside: Rule = {
  name: "tests-beside",
  check: (project) =>
    project.files
      .filter((file) => isTest(file.path) && !STANDS_ALONE.test(file.path) && !hasSubject(project, file) && !importsNeighbour(file))
      .map(({ path }) => finding(path, "tests nothing that lies beside it: put it next to what it tests, under the same name")),
};

function hasSubject(project: Project, { path }: SourceFile): boolean {
  const subject = path.replace(/(\.browser)?\.(test|spec)\.tsx?$/, "");
  return ["", ".ts", ".tsx", ".mjs"].some((ending) => project.has(subject + ending));
}

/** A test of several files of a folder is named after what they have in common. */
const importsNeighbour = (file: SourceFile): boolean => importsOf(syntaxOf(file)).some(({ specifier }) => specifier.startsWith("./"));

const finding = (file: string, message: string): Finding => ({ file, line: 1, message });
