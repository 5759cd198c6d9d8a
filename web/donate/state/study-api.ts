/**
 * What the page asks the server before and while it lends: the studies, their kernel, the picture so far.
 * Replies are checked by hand, field by field that the page uses: a schema library would be most of
 * the script of a first visit.
 */
import type { BatchStatus, Picture } from "../../../protocol/messages.ts";

/** What the page tells about a kernel. */
export interface KernelInfo {
  readonly title: string;
  readonly purpose: string;
  /** Names the value that colours the picture: "factors found". */
  readonly pictureCaption: string;
  /** Who brought the kernel here; null for one that is built in. */
  readonly broughtBy: string | null;
  /** Size of the program that is fetched on Start. */
  readonly programBytes: number;
}

export interface StudyApi {
  batches(): Promise<readonly BatchStatus[]>;
  batch(batchId: string): Promise<BatchStatus>;
  kernel(id: string, version: string): Promise<KernelInfo>;
  picture(batchId: string): Promise<Picture>;
}

/** Longest wait for a reply; a server that takes longer counts as out of reach. */
const REPLY_TIMEOUT_MS = 10_000;

/** Every call rejects when the server is out of reach or answers with something else than was asked. */
export function createStudyApi(fetcher: typeof fetch): StudyApi {
  const get = async (path: string): Promise<unknown> => {
    const reply = await fetcher(`/api/v1${path}`, { signal: AbortSignal.timeout(REPLY_TIMEOUT_MS) });
    if (!reply.ok) throw new Error(`${path} answered ${reply.status}`);
    return reply.json();
  };
  return {
    batches: async () => readBatchList(await get("/batches")),
    batch: async (batchId) => readBatch(await get(`/batches/${encodeURIComponent(batchId)}`)),
    kernel: async (id, version) => readKernel(await get(`/kernels/${encodeURIComponent(id)}/${encodeURIComponent(version)}`)),
    picture: async (batchId) => readPicture(await get(`/batches/${encodeURIComponent(batchId)}/picture`)),
  };
}

type Fields = Readonly<Record<string, unknown>>;

export function readBatchList(reply: unknown): readonly BatchStatus[] {
  return list(fields(reply)["batches"]).map(readBatch);
}

const COUNTS = ["units", "validated", "failed", "inProgress", "waiting", "results", "createdAt"];

export function readBatch(reply: unknown): BatchStatus {
  const batch = fields(reply);
  const kernel = fields(batch["kernel"]);
  const known =
    [batch["batchId"], batch["name"], batch["state"], kernel["id"], kernel["version"]].every(isText) &&
    COUNTS.every((name) => isNumber(batch[name])) &&
    isNumber(fields(batch["policy"])["minQuorum"]);
  if (!known) throw new TypeError("not a batch");
  return reply as BatchStatus;
}

export function readKernel(reply: unknown): KernelInfo {
  const { manifest, module, broughtBy = null } = fields(reply);
  const { title, purpose, picture } = fields(manifest);
  const { caption } = fields(picture);
  const { bytes } = fields(module);
  if (!isText(title) || !isText(purpose) || !isText(caption) || !isNumber(bytes) || !(broughtBy === null || isText(broughtBy)))
    throw new TypeError("not a kernel");
  return { title, purpose, pictureCaption: caption, broughtBy, programBytes: bytes };
}

export function readPicture(reply: unknown): Picture {
  const known = list(fields(reply)["squares"])
    .map(fields)
    .every(({ units, checked, value }) => isNumber(units) && isNumber(checked) && (value === null || isNumber(value)));
  if (!known) throw new TypeError("not a picture");
  return reply as Picture;
}

function fields(value: unknown): Fields {
  if (typeof value !== "object" || value === null) throw new TypeError("not an object");
  return value as Fields;
}

function list(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new TypeError("not a list");
  return value;
}

const isText = (value: unknown): value is string => typeof value === "string";
const isNumber = (value: unknown): value is number => typeof value === "number";
