/** The line to cite a table by: whoever has it can find the table's manifest and check the file. */
import type { ResultManifest } from "../../../protocol/result-manifest.ts";
import { formatDay } from "./instants.ts";

export const citationOf = ({ batch, kernel, file, deployment }: ResultManifest): string =>
  `${batch.name}. Manyhands batch ${batch.batchId}, ${kernel.id} ${kernel.version}, finished ${formatDay(batch.finishedAt)}, ${deployment.url}. ` +
  `Table as ${file.format}, SHA-256 ${file.sha256}, signed by ${deployment.key}.`;
