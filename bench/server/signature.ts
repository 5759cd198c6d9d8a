/**
 * What checking a signature costs: processor time of a request whose signature is checked and found wrong, less that of
 * the same request without one. Both are refused by the front Worker, so that nothing else differs.
 */
import type { Agent } from "node:http";
import { sessionReplySchema } from "../../protocol/messages.ts";
import { newSigningHost } from "../../e2e/support/signing-host.ts";
import type { RunningServer } from "../../server/selfhost/server-process.ts";
import { newAgent, postRefused, postSigned } from "./http.ts";
import { cpuSeconds, withServer } from "./server.ts";

const CONNECTIONS = 8;
const MEASURED_MS = 4_000;

/** Milliseconds of processor time, or undefined where the operating system does not tell. */
export function measureSignature(): Promise<number | undefined> {
  return withServer(async (server) => {
    const url = `${server.url}/api/v1/exchange`;
    const host = await newSigningHost();
    const { session } = sessionReplySchema.parse(await postSigned(`${server.url}/api/v1/hosts`, newAgent(), { protocolVersion: 1 }, host));
    const body = JSON.stringify({ protocolVersion: 1, exchangeId: crypto.randomUUID(), reports: [], renewals: [] });
    const headers = await host.headersOf({ method: "POST", url, body, session });
    const { signature = "", ...unsigned } = headers;
    const wrong = { ...headers, signature: signature.replace(/:.{4}/, ":AAAA") };
    const checked = await cpuOf(server, (agent) => postRefused(url, agent, wrong, body));
    const unchecked = await cpuOf(server, (agent) => postRefused(url, agent, unsigned, body));
    return checked === undefined || unchecked === undefined ? undefined : checked - unchecked;
  });
}

/** Milliseconds of processor time that a request takes, once the code is warm. */
async function cpuOf(server: RunningServer, ask: (agent: Agent) => Promise<void>): Promise<number | undefined> {
  await askFor(MEASURED_MS / 4, ask);
  const before = cpuSeconds(server);
  const asked = await askFor(MEASURED_MS, ask);
  const after = cpuSeconds(server);
  return before === undefined || after === undefined ? undefined : ((after - before) / asked) * 1_000;
}

async function askFor(durationMs: number, ask: (agent: Agent) => Promise<void>): Promise<number> {
  const end = performance.now() + durationMs;
  let asked = 0;
  const keepAsking = async (): Promise<void> => {
    const agent = newAgent();
    for (; performance.now() < end; asked++) await ask(agent);
    agent.destroy();
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, keepAsking));
  return asked;
}
