/** The server as the command sees it: typed calls that either give what was asked for or throw what to tell the person. */
import {
  type Assurance,
  batchListSchema,
  type BatchStatus,
  batchStatusSchema,
  type HostFile,
  hostFileSchema,
  type Kernel,
  type KernelList,
  kernelListSchema,
  kernelSchema,
  type Priority,
} from "../protocol/messages.ts";
import { type SignedManifest, signedManifestSchema } from "../protocol/result-manifest.ts";
import type { ResultFormat, RowChoice } from "../protocol/result-query.ts";
import type { SweepSubmission } from "../protocol/sweep/submission.ts";
import { CliError } from "./cli-error.ts";
import { keyHeader, serverCalls } from "./server-calls.ts";

/** Which rows, and in which form; numbers as text, since the server is the one that judges them. */
export interface ResultWish extends RowChoice {
  readonly format: ResultFormat;
  readonly after?: string | undefined;
  readonly limit?: string | undefined;
}

/** Query of a submission, as text: the server is the one that judges it. */
export type SubmitQuery = { kernel: string } & Partial<
  Record<"name" | "quorum" | "target" | "maxErrors" | "maxTotal" | "leaseSeconds" | "project" | "notify", string> & {
    readonly assurance: Assurance;
    readonly priority: Priority;
  }
>;

/** What a batch is to be raised to, as text: the server is the one that judges it. */
export interface Raise {
  readonly assurance: Assurance;
  readonly minQuorum?: string;
}

export interface Upload {
  readonly contentType: string;
  /** Undefined where it shows only as it is sent. */
  readonly bytes?: number;
  readonly stream: ReadableStream<Uint8Array>;
}

export interface KernelFiles {
  readonly manifest: File;
  readonly module: File;
  readonly shader?: File;
}

export interface ServerClient {
  /** Sent again with the same idempotency key, it leads to the same batch. */
  submit(query: SubmitQuery, upload: Upload, idempotencyKey?: string): Promise<BatchStatus>;
  submitSweep(sweep: SweepSubmission, idempotencyKey?: string): Promise<BatchStatus>;
  /** Has a file read and not kept: lines of `protocol/file-check.ts`. */
  check(kernel: string, upload: Upload): Promise<ReadableStream<Uint8Array>>;
  status(batchId: string): Promise<BatchStatus>;
  /** Of the deployment, or of one project. */
  list(project?: string): Promise<readonly BatchStatus[]>;
  results(batchId: string, wish: ResultWish): Promise<ReadableStream<Uint8Array>>;
  manifest(batchId: string, format: ResultFormat): Promise<SignedManifest>;
  raise(batchId: string, wish: Raise): Promise<BatchStatus>;
  hostFile(hostId: string): Promise<HostFile>;
  /** Says whether the operator answers for a host. */
  vouch(hostId: string, vouched: boolean): Promise<HostFile>;
  kernels(): Promise<KernelList["kernels"]>;
  pushKernel(files: KernelFiles): Promise<Kernel>;
  hasBlob(sha256: string): Promise<boolean>;
  putBlob(sha256: string, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
}

/** Every call throws a {@link ServerRefusal} with the server's reason, or a {@link CliError} when there is no sense to be had from it. */
export function connect(server: string, key?: string): ServerClient {
  const { api, reach, ask, read } = serverCalls(server, key);
  const { batches, hosts, kernels } = api;
  const host = hosts[":hostId"];
  const blobAt = (sha256: string): string => `${server}/api/v1/blobs/${sha256}`;

  return {
    submit: (query, upload, idempotencyKey) =>
      read(batchStatusSchema, batches.$post({ query, header: keyHeader(idempotencyKey) }, sending(upload))),
    submitSweep: (json, idempotencyKey) => read(batchStatusSchema, batches.sweep.$post({ header: keyHeader(idempotencyKey), json })),
    check: async (kernel, upload) => bodyOf(server, await ask(batches.check.$post({ query: { kernel } }, sending(upload)))),
    status: (batchId) => read(batchStatusSchema, batches[":batchId"].$get({ param: { batchId } })),
    list: async (project) => (await read(batchListSchema, batches.$get({ query: project === undefined ? {} : { project } }))).batches,
    results: async (batchId, { where, ...wish }) => {
      const query = { ...wish, ...(where && { where: [...where] }) };
      return bodyOf(server, await ask(batches[":batchId"].results.$get({ param: { batchId }, query })));
    },
    manifest: (batchId, format) => read(signedManifestSchema, batches[":batchId"].manifest.$get({ param: { batchId }, query: { format } })),
    raise: (batchId, json) => read(batchStatusSchema, batches[":batchId"].assurance.$post({ param: { batchId }, json })),
    hostFile: (hostId) => read(hostFileSchema, host.$get({ param: { hostId } })),
    vouch: (hostId, vouched) => read(hostFileSchema, host.vouched[vouched ? "$put" : "$delete"]({ param: { hostId } })),
    kernels: async () => (await read(kernelListSchema, kernels.$get())).kernels,
    pushKernel: (files) => read(kernelSchema, kernels.$post({ form: files })),
    hasBlob: async (sha256) => (await reach(fetch(blobAt(sha256), { method: "HEAD" }))).ok,
    async putBlob(sha256, bytes) {
      const headers = { "content-type": "application/octet-stream", ...(key !== undefined && { authorization: `Bearer ${key}` }) };
      await ask(fetch(blobAt(sha256), { method: "PUT", headers, body: bytes }));
    },
  };
}

/** A file as the body of a request. */
const sending = ({ contentType, bytes, stream }: Upload) => ({
  headers: { "content-type": contentType, ...(bytes !== undefined && { "content-length": String(bytes) }) },
  init: { body: stream, duplex: "half" } as RequestInit,
});

function bodyOf(server: string, { body }: Response): ReadableStream<Uint8Array> {
  if (body === null) throw new CliError(`${server} sent nothing`);
  return body;
}
