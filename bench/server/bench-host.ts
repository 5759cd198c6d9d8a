/**
 * A host that speaks the real protocol over a kept-open connection and has its outputs ready: what is
 * measured is the server. It reports the bundle it holds and leases the next in one exchange, as fast as it is answered.
 */
import { randomUUID } from "node:crypto";
import { newSigningHost } from "../../e2e/support/signing-host.ts";
import { digestOf, toBase64 } from "../../protocol/digest.ts";
import { encodeRow } from "../../protocol/layout/row-bytes.ts";
import { type ExchangeReply, type Lease, type Outcome, sessionReplySchema } from "../../protocol/messages.ts";
import type { Manifest } from "../../worker-kernels/contract.ts";
import { newAgent, postSigned } from "./http.ts";

export interface BenchHost {
  readonly hostId: string;
  /** Milliseconds of each exchange made so far. */
  readonly latenciesMs: number[];
  /** Works until told to stop, or until there is no work. */
  run(): Promise<void>;
  stop(): void;
}

/** Enrols a host that leases `bundle` units at a time. */
export async function enrolBenchHost(url: string, bundle: number, manifest: Manifest): Promise<BenchHost> {
  const agent = newAgent();
  const host = await newSigningHost();
  const { hostId, session } = sessionReplySchema.parse(await postSigned(`${url}/api/v1/hosts`, agent, { protocolVersion: 1 }, host));
  const latenciesMs: number[] = [];
  let stopped = false;

  async function exchange(held: readonly Lease[]): Promise<Lease[]> {
    const reports = held.map((lease) => ({ leaseId: lease.leaseId, outcomes: outcomesOf(lease, manifest) }));
    const wish = { seconds: 60, operationsPerSecond: 0, minUnits: bundle, maxUnits: bundle };
    const body = { protocolVersion: 1, exchangeId: randomUUID(), reports, renewals: [], wish };
    const startedAt = performance.now();
    const reply = (await postSigned(`${url}/api/v1/exchange`, agent, body, host, session)) as ExchangeReply;
    latenciesMs.push(performance.now() - startedAt);
    return reply.leases;
  }

  return {
    hostId,
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
