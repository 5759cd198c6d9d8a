/** The calls that this page makes, with the key of whoever signed in. Nothing here throws or rejects. */
import { hc } from "hono/client";
import type { z } from "zod";
import {
  type BatchChange,
  batchListSchema,
  type BatchStatus,
  batchStatusSchema,
  kernelListSchema,
  kernelSchema,
  type KernelList,
  type RaiseRequest,
  type ResultRow,
  resultRowSchema,
  retryReplySchema,
} from "../../../protocol/messages.ts";
import { type Caller, callerSchema, type Project, projectListSchema, projectSchema } from "../../../protocol/research.ts";
import { type SignedManifest, signedManifestSchema } from "../../../protocol/result-manifest.ts";
import type { ResultFormat } from "../../../protocol/result-query.ts";
import type { AppType } from "../../../server/app.ts";
import { type Manifest, manifestSchema } from "../../../worker-kernels/contract.ts";
import { type Answer, answerOf, type Received } from "./answer.ts";
import { type FileCheck, readCheck } from "./check-lines.ts";
import type { BatchFile } from "./file-type.ts";

export type KernelEntry = KernelList["kernels"][number];

/** What a batch is to be, beside its file. */
export interface Submission {
  readonly kernel: string;
  readonly name?: string;
  readonly project?: string;
  readonly assurance: BatchStatus["assurance"];
  readonly quorum?: number;
  readonly priority: BatchStatus["priority"];
}

export interface ResearchApi {
  me(): Promise<Answer<Caller>>;
  projects(): Promise<Answer<readonly Project[]>>;
  makeProject(title: string, purpose: string): Promise<Answer<Project>>;
  /** The newest batches, of all projects or of one. */
  batches(project?: string): Promise<Answer<readonly BatchStatus[]>>;
  batch(batchId: string): Promise<Answer<BatchStatus>>;
  kernels(): Promise<Answer<readonly KernelEntry[]>>;
  kernel(id: string, version: string): Promise<Answer<Manifest>>;
  check(kernel: string, file: BatchFile, signal: AbortSignal): Promise<Answer<FileCheck>>;
  /** `attempt` is the same for each try of one batch. */
  submit(submission: Submission, file: BatchFile, attempt: string): Promise<Answer<BatchStatus>>;
  control(batchId: string, what: "pause" | "resume" | "cancel"): Promise<Answer<BatchStatus>>;
  change(batchId: string, change: BatchChange): Promise<Answer<BatchStatus>>;
  raise(batchId: string, request: RaiseRequest): Promise<Answer<BatchStatus>>;
  /** How many failed units began anew. */
  retry(batchId: string): Promise<Answer<number>>;
  firstRows(batchId: string, limit: number): Promise<Answer<readonly ResultRow[]>>;
  table(batchId: string, format: ResultFormat): Promise<Answer<Blob>>;
  manifest(batchId: string, format: ResultFormat): Promise<Answer<SignedManifest>>;
}

/** A slow telephone network, with room. */
const REPLY_TIMEOUT_MS = 30_000;
/** A large file over a slow line, and a large table made for a manifest. */
const FILE_TIMEOUT_MS = 3_600_000;

const long = (): RequestInit => ({ signal: AbortSignal.timeout(FILE_TIMEOUT_MS) });
const json =
  <T>(schema: z.ZodType<T>) =>
  async (response: Received): Promise<T> =>
    schema.parse(await response.json());

/** `key` tells the key to send, or null while nobody is signed in. */
export function createResearchApi(origin: string, fetcher: typeof fetch, key: () => string | null): ResearchApi {
  const { batches, kernels, projects, researchers } = hc<AppType>(origin, { fetch: withKey(fetcher, key) }).api.v1;
  const one = batches[":batchId"];
  const status = (sent: Promise<Received>): Promise<Answer<BatchStatus>> => answerOf(sent, json(batchStatusSchema));
  return {
    me: () => answerOf(researchers.me.$get(), json(callerSchema)),
    projects: () => answerOf(projects.$get(), async (response) => (await json(projectListSchema)(response)).projects),
    makeProject: (title, purpose) => answerOf(projects.$post({ json: { title, purpose } }), json(projectSchema)),
    batches: (project) =>
      answerOf(batches.$get({ query: { project } }), async (response) => (await json(batchListSchema)(response)).batches),
    batch: (batchId) => status(one.$get({ param: { batchId } })),
    kernels: () => answerOf(kernels.$get(), async (response) => (await json(kernelListSchema)(response)).kernels),
    kernel: (id, version) =>
      answerOf(kernels[":id"][":version"].$get({ param: { id, version } }), async (response) =>
        manifestSchema.parse((await json(kernelSchema)(response)).manifest),
      ),
    check: (kernel, { file, type }, signal) =>
      answerOf(batches.check.$post({ query: { kernel } }, { init: { body: file, headers: { "content-type": type }, signal } }), checkOf),
    submit: ({ quorum, ...rest }, { file, type }, attempt) => {
      const headers = { "content-type": type, "idempotency-key": attempt };
      const query = { ...rest, ...(quorum !== undefined && { quorum: String(quorum) }) };
      return status(batches.$post({ query, header: {} }, { init: { ...long(), body: file, headers } }));
    },
    control: (batchId, what) => status(one[what].$post({ param: { batchId } })),
    change: (batchId, change) => status(one.$patch({ param: { batchId }, json: change })),
    raise: (batchId, request) => status(one.assurance.$post({ param: { batchId }, json: request })),
    retry: (batchId) =>
      answerOf(one.retry.$post({ param: { batchId } }), async (response) => (await json(retryReplySchema)(response)).retried),
    firstRows: (batchId, limit) =>
      answerOf(one.results.$get({ param: { batchId }, query: { format: "ndjson", limit: String(limit) } }), rowsOf),
    table: (batchId, format) =>
      answerOf(one.results.$get({ param: { batchId }, query: { format } }, { init: long() }), (response) => response.blob()),
    manifest: (batchId, format) =>
      answerOf(one.manifest.$get({ param: { batchId }, query: { format } }, { init: long() }), json(signedManifestSchema)),
  };
}

const withKey =
  (fetcher: typeof fetch, key: () => string | null): typeof fetch =>
  (input, init) => {
    const headers = new Headers(init?.headers);
    const text = key();
    if (text !== null) headers.set("authorization", `Bearer ${text}`);
    return fetcher(input, { ...init, headers, signal: init?.signal ?? AbortSignal.timeout(REPLY_TIMEOUT_MS) });
  };

async function checkOf({ body }: Received): Promise<FileCheck> {
  if (body === null) throw new Error("the check has no answer");
  return readCheck(body);
}

async function rowsOf(response: Received): Promise<ResultRow[]> {
  const text = await (await response.blob()).text();
  const lines = text.split("\n").filter((line) => line !== "");
  return lines.map((line) => resultRowSchema.parse(JSON.parse(line)));
}
