/** The calls that an engine makes: those in the name of its host, and those that anybody may make. Nothing here throws or rejects. */
import { hc } from "hono/client";
import type { HostId } from "../../protocol/ids.ts";
import {
  type ExchangeReply,
  exchangeReplySchema,
  type ExchangeRequest,
  type HostRecord,
  hostRecordSchema,
  type Kernel,
  kernelSchema,
} from "../../protocol/messages.ts";
import type { AppType } from "../../server/app.ts";
import type { HostClient } from "./identity/host-client.ts";
import { read, readBytes, type Reply } from "./reply.ts";
import type { KernelRef } from "./volunteer/state.ts";

export interface Api {
  /** Makes this host known to the server; known already, it stays who it is. */
  enrol(): Promise<Reply<{ readonly hostId: HostId }>>;
  exchange(request: ExchangeRequest): Promise<Reply<ExchangeReply>>;
  record(): Promise<Reply<HostRecord>>;
  kernel(kernel: KernelRef): Promise<Reply<Kernel>>;
  /** The bytes of a module or a shader, as they came: the caller checks their digest. */
  module(url: string): Promise<Reply<Uint8Array<ArrayBuffer>>>;
  /** The bytes of a blob, likewise. */
  blob(sha256: string): Promise<Reply<Uint8Array<ArrayBuffer>>>;
}

/** A slow telephone network, with room; a request that takes longer is tried again. */
const REPLY_TIMEOUT_MS = 30_000;

/** The largest blob over a line of one megabit per second, roughly. */
const BLOB_TIMEOUT_MS = 600_000;

/** `fetch`, or what stands for it, with the patience of one request. */
export const patient =
  (fetcher: typeof fetch): typeof fetch =>
  (input, init) =>
    fetcher(input, { ...init, signal: AbortSignal.timeout(REPLY_TIMEOUT_MS) });

/** `origin` is where the server is; `fetcher` is `fetch`, or what stands for it. */
export function createApi(origin: string, host: HostClient, fetcher: typeof fetch): Api {
  const { kernels } = hc<AppType>(origin, { fetch: patient(fetcher) }).api.v1;
  return {
    enrol: () => host.enrol(),
    exchange: (request) => host.ask((routes) => read(exchangeReplySchema, routes.exchange.$post({ json: request }))),
    record: () => host.ask((routes) => read(hostRecordSchema, routes.hosts.me.$get())),
    kernel: (kernel) => read(kernelSchema, kernels[":id"][":version"].$get({ param: kernel })),
    module: (url) => readBytes(patient(fetcher)(new URL(url, origin))),
    blob: (sha256) => readBytes(fetcher(new URL(`/api/v1/blobs/${sha256}`, origin), { signal: AbortSignal.timeout(BLOB_TIMEOUT_MS) })),
  };
}
