/** Requests by `node:http`: the client must cost less than the server it measures, and `fetch` does not. */
import { Agent, request } from "node:http";

/** One connection, kept open. */
export const newAgent = (): Agent => new Agent({ keepAlive: true, maxSockets: 1 });

export const get = (url: string, agent: Agent): Promise<unknown> => send("GET", url, agent, {}, "");

export function post(url: string, agent: Agent, body: unknown, key?: string): Promise<unknown> {
  const payload = JSON.stringify(body);
  const headers = { "content-type": "application/json", "content-length": String(Buffer.byteLength(payload)) };
  return send("POST", url, agent, key === undefined ? headers : { ...headers, authorization: `Bearer ${key}` }, payload);
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
