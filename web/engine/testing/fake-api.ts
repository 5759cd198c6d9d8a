/** The calls of `api-client.ts` on a {@link FakeServer}, with a cable that tests can pull. */
import { digestOf } from "../../../protocol/digest.ts";
import { ProblemError } from "../../../protocol/problem.ts";
import { CONTRACT_VERSION, type Manifest } from "../../../worker-kernels/contract.ts";
import type { Api } from "../api-client.ts";
import type { Reply } from "../reply.ts";
import { type FakeServer, HOST, KERNEL } from "./fake-server.ts";

/** What stands for a module's bytes; tests that run it say what compiles from them. */
const MODULE_BYTES = new Uint8Array([0, 97, 115, 109]);
const SHADER_BYTES = new TextEncoder().encode("// what stands for a shader");

/** Fits the tiny module of `worker-kernels/testing`: four bytes in, four bytes out. */
export const toyManifest: Manifest = {
  contract: CONTRACT_VERSION,
  ...KERNEL,
  title: "Toy",
  purpose: "Shows that units come and go.",
  input: { fields: [{ name: "n", type: "u32", description: "any number" }] },
  output: { fields: [{ name: "value", type: "u32", description: "what is left in the buffer" }] },
  cost: { base: 1000, perField: {} },
  comparison: "exact",
  assurance: ["quorum"],
  picture: { field: "value", caption: "the value" },
};

export interface FakeApi extends Api {
  offline: boolean;
  moduleSha256: string;
  manifest: Manifest;
  /** The digest under which it offers a shader, true or not; null for a kernel without. */
  shaderSha256: string | null;
  /** Paths of files that were fetched. */
  readonly fetched: string[];
  /** What it sends under a digest, true or not. */
  readonly blobs: Map<string, Uint8Array<ArrayBuffer>>;
}

export function fakeApi(server: FakeServer, now: () => number): FakeApi {
  const reply = async <T>(serve: () => T): Promise<Reply<T>> => {
    if (api.offline) return { kind: "no-answer" };
    try {
      return { kind: "reply", value: serve() };
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      const { kind: problem, message: detail, hints } = error;
      return { kind: "refused", problem, detail, fields: error.errors.flatMap(({ field }) => field ?? []), hints };
    }
  };
  const api: FakeApi = {
    offline: false,
    moduleSha256: digestOf(MODULE_BYTES),
    manifest: toyManifest,
    shaderSha256: null,
    fetched: [],
    blobs: new Map(),
    enrol: () => reply(() => server.enrol()),
    exchange: (request) => reply(() => server.exchange(HOST, request, now())),
    record: () => reply(() => server.record(HOST)),
    kernel: () => reply(() => ({ manifest: api.manifest, module: fileOf("/toy.wasm", api.moduleSha256), ...shaderOf(api) })),
    module(url) {
      api.fetched.push(url);
      return reply(() => (url === SHADER_URL ? SHADER_BYTES : MODULE_BYTES));
    },
    blob: (sha256) => reply(() => api.blobs.get(sha256) ?? absent(sha256)),
  };
  return api;
}

const SHADER_URL = "/toy.wgsl";
export const SHADER_SHA256 = digestOf(SHADER_BYTES);

const fileOf = (url: string, sha256: string) => ({ url, bytes: 4, sha256 });

const shaderOf = ({ shaderSha256 }: FakeApi) => (shaderSha256 === null ? {} : { shader: fileOf(SHADER_URL, shaderSha256) });

function absent(sha256: string): never {
  throw new ProblemError("unknown-blob", `there is no blob ${sha256}`);
}
