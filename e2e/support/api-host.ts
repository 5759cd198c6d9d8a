/** A host without an engine, which says over HTTP exactly what a test wants it to say. */
import { randomUUID } from "node:crypto";
import { digestOf, toBase64 } from "../../protocol/digest.ts";
import { encodeRow } from "../../protocol/layout/row-bytes.ts";
import {
  enrolReplySchema,
  exchangeReplySchema,
  type HostRecord,
  hostRecordSchema,
  type Lease,
  type Outcome,
} from "../../protocol/messages.ts";
import { builtInKernels } from "../../worker-kernels/catalog.ts";

export interface ApiHost {
  readonly hostKey: string;
  /** Sends an exchange with the given members; whatever the server answers comes back. */
  exchange(members: Record<string, unknown>): Promise<Response>;
  lease(units: number): Promise<Lease[]>;
  report(lease: Lease, outcomes: readonly Outcome[]): Promise<Response>;
  record(): Promise<HostRecord>;
}

export async function enrolApiHost(url: string): Promise<ApiHost> {
  const post = (path: string, body: unknown, key?: string): Promise<Response> =>
    fetch(`${url}/api/v1/${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", ...(key === undefined ? {} : { authorization: `Bearer ${key}` }) },
      body: JSON.stringify(body),
    });
  const { hostKey } = enrolReplySchema.parse(await (await post("hosts", { protocolVersion: 1 })).json());

  const host: ApiHost = {
    hostKey,
    exchange: (members) =>
      post("exchange", { protocolVersion: 1, exchangeId: randomUUID(), reports: [], renewals: [], ...members }, hostKey),
    async lease(units) {
      const wish = { seconds: 60, operationsPerSecond: 0, minUnits: units, maxUnits: units };
      return exchangeReplySchema.parse(await (await host.exchange({ wish })).json()).leases;
    },
    report: ({ leaseId }, outcomes) => host.exchange({ reports: [{ leaseId, outcomes }] }),
    async record() {
      const response = await fetch(`${url}/api/v1/hosts/me`, { headers: { authorization: `Bearer ${hostKey}` } });
      return hostRecordSchema.parse(await response.json());
    },
  };
  return host;
}

/** A made-up answer in the layout of the Mersenne kernel; two hosts that make up the same agree. */
export function madeUp(unit: number, residueSum = unit): Outcome & { outcome: "success" } {
  const [manifest] = builtInKernels;
  if (manifest === undefined) throw new Error("there is no built-in kernel");
  const bytes = encodeRow(manifest.output, { factors: [], residueSum: String(residueSum) });
  return { outcome: "success", unit, output: toBase64(bytes), digest: digestOf(bytes), elapsedMs: 10 };
}

export const unitsOf = (lease: Lease): number[] => lease.inputs.map((_, i) => lease.firstUnit + i);
