/**
 * A host that speaks the real protocol over a kept-open connection and has its outputs ready: what is
 * measured is the server. It reports the bundle it holds and leases the next in one exchange, as fast as it is answered.
 */
import { randomUUID } from "node:crypto";
import { Agent, request } from "node:http";
import { digestOf, toBase64 } from "../../protocol/digest.ts";
import { encodeRow } from "../../protocol/layout/row-bytes.ts";
import { enrolReplySchema, type ExchangeReply, type Lease, type Outcome } from "../../protocol/messages.ts";
import type { Manifest } from "../../worker-kernels/contract.ts";

export interface BenchHost {
  /** Milliseconds of each exchange made so far. */
  readonly latenciesMs: number[];
  /** Works until told to stop, or until there is no work. */
  run(): Promise<void>;
  stop(): void;
}

/** Enrols a host that leases `bundle` units at a time. */
export async function enrolBenchHost(url: string, bundle: number, manifest: Manifest): Promise<BenchHost> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const { hostKey } = enrolReplySchema.parse(await post(`${url}/api/v1/hosts`, agent, { protocolVersion: 1 }));
  const latenciesMs: number[] = [];
  let stopped = false;

  async function exchange(held: readonly Lease[]): Promise<Lease[]> {
    const reports = held.map((lease) => ({ leaseId: lease.leaseId, outcomes: outcomesOf(lease, manifest) }));
    const wish = { seconds: 60, operationsPerSecond: 0, minUnits: bundle, maxUnits: bundle };
    const body = { protocolVersion: 1, exchangeId: randomUUID(), reports, renewals: [], wish };
    const startedAt = performance.now();
    const reply = (await post(`${url}/api/v1/exchange`, agent, body, hostKey)) as ExchangeReply;
    latenciesMs.push(performance.now() - startedAt);
    return reply.leases;
  }

  return {
    latenciesMs,
    async run() {
      let held: Lease[] = [];
      while (!stopped) {
        held = await exchange(held);
        if (held.length === 0) break;
      }
      agent.destroy();
    },
    stop() {
      stopped = true;
    },
  };
}

/** The same made-up answer from every host, so that every pair agrees. */
function outcomesOf(lease: Lease, manifest: Manifest): Outcome[] {
  return lease.inputs.map((_, i) => {
    const unit = lease.firstUnit + i;
    const bytes = encodeRow(manifest.output, { factors: [], residueSum: String(unit) });
    return { outcome: "success", unit, output: toBase64(bytes), digest: digestOf(bytes), elapsedMs: 1_000 };
  });
}

/** A POST by `node:http`: the client must cost less than the server, and `fetch` does not. */
function post(url: string, agent: Agent, body: unknown, key?: string): Promise<unknown> {
  const payload = JSON.stringify(body);
  const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(payload) };
  const authorized = key === undefined ? headers : { ...headers, authorization: `Bearer ${key}` };
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: "POST", agent, headers: authorized }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () => {
        const text = Buffer.concat(chunks).toString();
        if (response.statusCode !== 200 && response.statusCode !== 201) reject(new Error(`${response.statusCode}: ${text}`));
        else resolve(JSON.parse(text));
      });
    });
    sent.on("error", reject);
    sent.end(payload);
  });
}
