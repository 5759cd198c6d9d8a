/** Sizes are aims to think about: printed, not enforced. Data tables and fixtures are long with good reason. */
import { type Finding, isCode, isTest, lineAt, type Project, type SourceFile, syntaxOf } from "./project.ts";
import { walk } from "./syntax.ts";

const MANY_LINES_OF_FILE = 300;
const MANY_LINES_OF_FUNCTION = 70;

export function longOnes({ files }: Project): Finding[] {
  return files.filter(isCode).flatMap((file) => [...longFile(file), ...(isTest(file.path) ? [] : longFunctions(file))]);
}

function longFile({ path, text }: SourceFile): Finding[] {
  const lines = lineAt(text, text.length);
  return lines > MANY_LINES_OF_FILE ? [{ file: path, line: 1, message: `${lines} lines: what second thing moved in?` }] : [];
}

function longFunctions(file: SourceFile): Finding[] {
  const found: Finding[] = [];
  walk(syntaxOf(file), (node) => {
    if (!node.type.includes("Function")) return true;
    const line = lineAt(file.text, node.start);
    const lines = lineAt(file.text, node.end) - line + 1;
    if (lines > MANY_LINES_OF_FUNCTION) found.push({ file: file.path, line, message: `a function of ${lines} lines` });
    return true;
  });
  return found;
}
