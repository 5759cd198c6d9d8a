/** The configuration that runs the built Worker on `workerd serve`, with SQLite on the local disk. */
import { relative } from "node:path";

export interface ServeOptions {
  /** Folder the configuration file lies in; `workerd` reads paths to embed relative to it. */
  readonly configFolder: string;
  readonly workerFile: string;
  readonly assetsFolder: string;
  readonly objectsFolder: string;
  readonly port: number;
  readonly operatorKeyDigest: string;
  readonly settings: Settings;
}

/** What an operator may choose; see `docs/operators.md`. */
export interface Settings {
  /** The header field in which a proxy in front names the client's address. */
  readonly trustedProxyHeader?: string;
  /** Requests that each host may make in a second, over time. */
  readonly hostRequestsPerSecond?: number;
  /** Whether webhooks may go to this very machine, without TLS: for tests. */
  readonly webhooksToLoopback?: boolean;
}

/** The same bindings that `wrangler.jsonc` declares for Cloudflare. */
export function workerdConfig(options: ServeOptions): string {
  const worker = relative(options.configFolder, options.workerFile);
  return `using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "front", worker = .front),
    (name = "assets", disk = (path = ${quoted(options.assetsFolder)})),
    (name = "internet", network = (allow = [${options.settings.webhooksToLoopback === true ? '"public", "local"' : '"public"'}], tlsOptions = (trustBrowserCas = true))),
    (name = "objects", disk = (path = ${quoted(options.objectsFolder)}, writable = true)),
  ],
  sockets = [(name = "http", address = "127.0.0.1:${options.port}", http = (), service = "front")],
);

const front :Workerd.Worker = (
  modules = [(name = "worker.js", esModule = embed ${quoted(worker)})],
  compatibilityDate = "${COMPATIBILITY_DATE}",
  compatibilityFlags = ["nodejs_compat"],
  durableObjectNamespaces = [
    (className = "Registry", uniqueKey = "manyhands-registry", enableSql = true),
    (className = "Cell", uniqueKey = "manyhands-cell", enableSql = true),
    (className = "BlobChunks", uniqueKey = "manyhands-blob-chunks", enableSql = true),
  ],
  durableObjectStorage = (localDisk = "objects"),
  bindings = [
    (name = "REGISTRY", durableObjectNamespace = "Registry"),
    (name = "CELL", durableObjectNamespace = "Cell"),
    (name = "BLOB_CHUNKS", durableObjectNamespace = "BlobChunks"),
    (name = "ASSETS", service = "assets"),
    (name = "OPERATOR_KEY_SHA256", text = ${quoted(options.operatorKeyDigest)}),
    (name = "TRUSTED_PROXY_HEADER", text = ${quoted(options.settings.trustedProxyHeader ?? "")}),
    (name = "WEBHOOKS_TO_LOOPBACK", text = ${quoted(options.settings.webhooksToLoopback === true ? "yes" : "")}),
    (name = "HOST_REQUESTS_PER_SECOND", text = ${quoted(options.settings.hostRequestsPerSecond?.toString() ?? "")}),
  ],
);
`;
}

/** The behaviour of the runtime we were tested with; `wrangler.jsonc` names the same day. */
export const COMPATIBILITY_DATE = "2026-11-01";

const quoted = (text: string): string => JSON.stringify(text);
