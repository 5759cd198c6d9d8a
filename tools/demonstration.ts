/** Hands the demonstration batch in, once, where there is no batch yet. */
import { batchListSchema, batchStatusSchema } from "../protocol/messages.ts";
import type { RunningServer } from "../server/selfhost/server-process.ts";
import { DEMONSTRATION, demonstrationCsv } from "../worker-kernels/mersenne-tf/demonstration.ts";

/** The new batch's id, or undefined when the deployment has batches already. */
export async function submitDemonstration({ url, data }: RunningServer): Promise<string | undefined> {
  const known = batchListSchema.parse(await (await fetch(`${url}/api/v1/batches`)).json());
  if (known.batches.length > 0) return undefined;
  const query = new URLSearchParams({ kernel: DEMONSTRATION.kernel, name: DEMONSTRATION.name });
  const response = await fetch(`${url}/api/v1/batches?${query}`, {
    method: "POST",
    headers: { "content-type": "text/csv", authorization: `Bearer ${data.operatorKey}` },
    body: demonstrationCsv(),
  });
  if (response.status !== 201) throw new Error(`the demonstration batch was refused: ${await response.text()}`);
  return batchStatusSchema.parse(await response.json()).batchId;
}
