/** Requests by `node:http`: the client must cost less than the server it measures, and `fetch` does not. */
import { Agent, request } from "node:http";
import type { SigningHost } from "../../e2e/support/signing-host.ts";

/** One connection, kept open. */
export const newAgent = (): Agent => new Agent({ keepAlive: true, maxSockets: 1 });

export const get = (url: string, agent: Agent): Promise<unknown> => send("GET", url, agent, {}, "");

/** Signs the request for the host, and sends it; with its session, once it has one. */
export async function postSigned(url: string, agent: Agent, json: unknown, host: SigningHost, session?: string): Promise<unknown> {
  const body = JSON.stringify(json);
  const headers = await host.headersOf({ method: "POST", url, body, ...(session !== undefined && { session }) });
  return send("POST", url, agent, { ...headers, "content-length": String(Buffer.byteLength(body)) }, body);
}

/** Sends a request that the server is to refuse. Rejects when it does not. */
export async function postRefused(url: string, agent: Agent, headers: Record<string, string>, body: string): Promise<void> {
  await send("POST", url, agent, { ...headers, "content-length": String(Buffer.byteLength(body)) }, body, [401]);
}

/** The answer's JSON. Rejects for any status but those that are `expected`. */
function send(
  method: string,
  url: string,
  agent: Agent,
  headers: Record<string, string>,
  payload: string,
  expected: readonly number[] = [200, 201],
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, agent, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () => {
        const text = Buffer.concat(chunks).toString();
        if (expected.includes(response.statusCode ?? 0)) resolve(JSON.parse(text));
        else reject(new Error(`${response.statusCode}: ${text}`));
      });
    });
    sent.on("error", reject);
    sent.end(payload);
  });
}
