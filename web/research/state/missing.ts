/** What a draft still lacks before it can be handed in, each with the field to go to. */
import type { Manifest } from "../../../worker-kernels/contract.ts";
import type { Choices } from "./draft.ts";
import type { FileState } from "./file-taking.ts";
import type { Loaded } from "./loaded.ts";

export interface Missing {
  /** Of the element in which it is said or chosen. */
  readonly fieldId: string;
  readonly text: string;
}

export function missingIn(choices: Choices, kernel: Loaded<Manifest>, file: FileState): Missing[] {
  const found: Missing[] = [];
  if (kernel.kind !== "here") found.push({ fieldId: "new-kernel", text: "Choose a kernel." });
  const ofFile = missingOfFile(file);
  if (ofFile !== null) found.push({ fieldId: "new-file", text: ofFile });
  if (choices.name.trim() === "") found.push({ fieldId: "new-name", text: "Give the batch a name." });
  if (choices.projectId === "" && choices.projectTitle.trim() === "") {
    found.push({ fieldId: "new-project-title", text: "Say what the new project is called." });
  }
  if (choices.projectId === "" && choices.projectPurpose.trim() === "") {
    found.push({ fieldId: "new-project-purpose", text: "Say what volunteers compute for." });
  }
  return found;
}

function missingOfFile(file: FileState): string | null {
  switch (file.kind) {
    case "none":
      return "Choose a file.";
    case "unknown":
      return "Choose a CSV or an NDJSON file.";
    case "checking":
      return "Wait until the file is checked.";
    case "failed":
      return "The file could not be checked. Choose it again.";
    case "checked":
      if (file.check.problemCount > 0 || !file.check.complete) return "Mend the file's lines that are named, and choose it again.";
      return file.check.rows === 0 ? "The file has no rows." : null;
  }
}
