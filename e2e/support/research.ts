/** A researcher without a console: requests with a key of their own, as a stranger's client would make them. */
import type { BatchStatus } from "../../protocol/messages.ts";
import { batchStatusSchema } from "../../protocol/messages.ts";
import { type KeyRecord, newResearcherSchema, type Project, projectSchema } from "../../protocol/research.ts";
import type { Deployment } from "./deployment.ts";

export interface ApiResearcher {
  readonly key: string;
  readonly record: KeyRecord;
  /** Sends a request with the key; what the server answers comes back. */
  send(method: string, path: string, body?: unknown): Promise<Response>;
  /** Hands in rows for the Mersenne kernel. */
  submit(rows: readonly string[], query?: Record<string, string>, headers?: Record<string, string>): Promise<Response>;
  /** Hands in rows that are known to be good. */
  batch(rows: readonly string[], query?: Record<string, string>): Promise<BatchStatus>;
}

/** Requests with a key, whoever's it is. */
export function withKey({ url }: Deployment, key: string): Omit<ApiResearcher, "record" | "key"> {
  const authorization = `Bearer ${key}`;
  const asker: Omit<ApiResearcher, "record" | "key"> = {
    send: (method, path, body) =>
      fetch(`${url}/api/v1/${path}`, {
        method,
        headers: { authorization, ...(body !== undefined && { "content-type": "application/json" }) },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
    submit: (rows, query = {}, headers = {}) =>
      fetch(`${url}/api/v1/batches?${new URLSearchParams({ kernel: "mersenne-tf", ...query })}`, {
        method: "POST",
        headers: { authorization, "content-type": "text/csv", ...headers },
        body: `exponent,kStart,kCount\n${rows.join("\n")}\n`,
      }),
    async batch(rows, query) {
      const answer = await asker.submit(rows, query);
      if (answer.status !== 201) throw new Error(await answer.text());
      return batchStatusSchema.parse(await answer.json());
    },
  };
  return asker;
}

/** A new researcher, with a first key and, where it is wished, a project. */
export async function newResearcher(
  deployment: Deployment,
  name: string,
  project?: string,
): Promise<ApiResearcher & { readonly project: Project | undefined }> {
  const made = await withKey(deployment, deployment.operatorKey).send("POST", "researchers", { name });
  const { key } = newResearcherSchema.parse(await made.json());
  const asker = withKey(deployment, key.key);
  if (project === undefined) return { ...asker, key: key.key, record: key, project };
  const answer = await asker.send("POST", "projects", { title: project, purpose: "To find factors." });
  return { ...asker, key: key.key, record: key, project: projectSchema.parse(await answer.json()) };
}
