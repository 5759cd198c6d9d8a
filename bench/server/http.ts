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

/** The answer's JSON. Rejects for any status but 200 and 201. */
function send(method: string, url: string, agent: Agent, headers: Record<string, string>, payload: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, agent, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () => {
        const text = Buffer.concat(chunks).toString();
        if (response.statusCode === 200 || response.statusCode === 201) resolve(JSON.parse(text));
        else reject(new Error(`${response.statusCode}: ${text}`));
      });
    });
    sent.on("error", reject);
    sent.end(payload);
  });
}
