/** A host without an engine, which says over HTTP exactly what a test wants it to say. */
import { randomUUID } from "node:crypto";
import { digestOf, toBase64 } from "../../protocol/digest.ts";
import type { HostId } from "../../protocol/ids.ts";
import { encodeRow } from "../../protocol/layout/row-bytes.ts";
import {
  exchangeReplySchema,
  type HostRecord,
  hostRecordSchema,
  type Lease,
  type Outcome,
  sessionReplySchema,
} from "../../protocol/messages.ts";
import { builtInKernels } from "../../worker-kernels/catalog.ts";
import { newSigningHost, type SigningHost, type Unsent } from "./signing-host.ts";

export interface ApiHost {
  readonly hostId: HostId;
  readonly session: string;
  readonly signing: SigningHost;
  /** Sends a signed request with the host's session. */
  send(method: string, path: string, body?: unknown): Promise<Response>;
  /** Sends an exchange with the given members; whatever the server answers comes back. */
  exchange(members: Record<string, unknown>): Promise<Response>;
  lease(units: number): Promise<Lease[]>;
  report(lease: Lease, outcomes: readonly Outcome[]): Promise<Response>;
  record(): Promise<HostRecord>;
}

export async function enrolApiHost(url: string, signing?: SigningHost): Promise<ApiHost> {
  const host = signing ?? (await newSigningHost());
  const answer = await sendSigned(host, { method: "POST", url: `${url}/api/v1/hosts`, body: JSON.stringify({ protocolVersion: 1 }) });
  if (!answer.ok) throw new Error(`the host was not enrolled: ${await answer.text()}`);
  const { hostId, session } = sessionReplySchema.parse(await answer.json());
  return apiHost(url, host, hostId, session);
}

/** Signs a request and sends it. */
export const sendSigned = async (host: SigningHost, request: Unsent): Promise<Response> =>
  fetch(request.url, {
    method: request.method,
    headers: await host.headersOf(request),
    ...(request.body !== undefined && { body: request.body }),
  });

function apiHost(url: string, signing: SigningHost, hostId: HostId, session: string): ApiHost {
  const host: ApiHost = {
    hostId,
    session,
    signing,
    send: (method, path, body) =>
      sendSigned(signing, { method, url: `${url}/api/v1/${path}`, session, ...(body !== undefined && { body: JSON.stringify(body) }) }),
    exchange: (members) =>
      host.send("POST", "exchange", { protocolVersion: 1, exchangeId: randomUUID(), reports: [], renewals: [], ...members }),
    async lease(units) {
      const wish = { seconds: 60, operationsPerSecond: 0, minUnits: units, maxUnits: units };
      return exchangeReplySchema.parse(await (await host.exchange({ wish })).json()).leases;
    },
    report: ({ leaseId }, outcomes) => host.exchange({ reports: [{ leaseId, outcomes }] }),
    async record() {
      const response = await fetch(`${url}/api/v1/hosts/me`, { headers: { authorization: `Bearer ${session}` } });
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
