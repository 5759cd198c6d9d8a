/** Files that a batch may be made of, by their names: browsers say nothing useful of their types. */

export interface BatchFile {
  readonly file: File;
  readonly type: "text/csv" | "application/x-ndjson";
}

/** The file with its content type, or undefined for one that is neither CSV nor NDJSON. */
export function batchFile(file: File): BatchFile | undefined {
  const ending = file.name.toLowerCase().split(".").at(-1);
  if (ending === "csv" || ending === "txt") return { file, type: "text/csv" };
  if (ending === "ndjson" || ending === "jsonl") return { file, type: "application/x-ndjson" };
  return undefined;
}
