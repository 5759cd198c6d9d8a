/** The state sentence of a batch that is being made. */
import { formatCount, plural } from "../../ui/format.ts";
import type { MarkKind } from "../../ui/mark.tsx";
import type { Sending } from "./draft.ts";
import type { FileState } from "./file-taking.ts";

interface Sentence {
  readonly mark: MarkKind;
  readonly text: string;
}

export function draftSentence(file: FileState, sending: Sending): Sentence {
  if (sending.kind === "busy") return { mark: "busy", text: "Handing it in. Pressing again makes no second batch." };
  switch (file.kind) {
    case "none":
      return { mark: "idle", text: "Nothing is sent before you choose a file." };
    case "unknown":
      return { mark: "stopped", text: `${file.name} is neither a CSV nor an NDJSON file.` };
    case "checking":
      return { mark: "busy", text: "Reading the file." };
    case "failed":
      return { mark: "stopped", text: "The file could not be checked." };
    case "checked":
      return checkedSentence(file);
  }
}

function checkedSentence({ check, file: { file } }: Extract<FileState, { kind: "checked" }>): Sentence {
  const { rows, problemCount, complete } = check;
  const read = `${file.name}: ${plural(rows, "row", "rows")} read`;
  if (!complete) return { mark: "stopped", text: `${read}, and not to its end. ${plural(problemCount, "problem", "problems")} to mend.` };
  if (problemCount > 0)
    return { mark: "stopped", text: `${read}, ${plural(problemCount, "problem", "problems")} to mend. Nothing is kept.` };
  if (rows === 0) return { mark: "stopped", text: `${file.name} has no rows.` };
  return { mark: "done", text: `${read}, and all ${formatCount(rows)} fit.` };
}
