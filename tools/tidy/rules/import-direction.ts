/**
 * Who may import whom. The folders answer "where does this run?", so an import against the direction is code in
 * the wrong place, or a browser that downloads a server.
 */
import { posix } from "node:path";
import { type Finding, isCode, isTest, lineAt, type Rule, type SourceFile, syntaxOf } from "../project.ts";
import { importsOf } from "../syntax.ts";

interface Zone {
  readonly name: string;
  readonly files: RegExp;
  /** Files that its modules may import at run time, beside its own. */
  readonly values: readonly RegExp[];
  /** Files that it may import types of, beside those. */
  readonly types?: readonly RegExp[];
}

const PROTOCOL = /^protocol\//;
const KERNELS = /^worker-kernels\//;
/** The part of a kernel that judges and describes, without the part that computes. */
const KERNEL_CLAIMS = /^worker-kernels\/(contract\.ts|[^/]+\/(manifest\.json|verify\.ts))$/;
/** What a page may know of kernels on its main thread: everything but the machinery that runs them. */
const KERNEL_LOOKS = /^worker-kernels\/(?!.*(-runner|kernel-module)\.ts$)/;
const DOMAIN = /^server\/domain\//;
const SERVER = /^server\//;
const SQL = /^server\/sql\//;
/** The cell without the Durable Object around it. */
const CELL_CORE = /^server\/cell\/(?!cell-object)/;
const ENGINE = /^web\/engine\//;
const ROUTE_TYPES = /^server\/app\.ts$/;
const ANYTHING = /^/;
/** For the version that it names. */
const PACKAGE = /^package\.json$/;

/** The first zone whose pattern matches a file is the file's. */
const ZONES: readonly Zone[] = [
  { name: "tests of the whole", files: /^(e2e|bench)\/|\.workerd\.test\.ts$/, values: [ANYTHING] },
  { name: "protocol", files: PROTOCOL, values: [] },
  { name: "worker-kernels", files: KERNELS, values: [PROTOCOL] },
  { name: "server/domain", files: DOMAIN, values: [PROTOCOL, KERNEL_CLAIMS] },
  { name: "server/sql", files: SQL, values: [] },
  // The Durable Object alone knows where blobs are kept; the cell within is given their bytes.
  {
    name: "server/cell",
    files: /^server\/cell\/cell-object\.ts$/,
    values: [PROTOCOL, KERNELS, DOMAIN, SQL, /^server\/(cell|blobs|webhooks)\//],
    types: [SERVER],
  },
  { name: "server/cell", files: /^server\/cell\//, values: [PROTOCOL, KERNELS, DOMAIN, SQL], types: [SERVER] },
  {
    name: "server/registry",
    files: /^server\/registry\//,
    values: [PROTOCOL, KERNELS, DOMAIN, SQL, /^server\/cell\/refusal\.ts$/],
    types: [SERVER],
  },
  // Asks the registry and nobody else.
  {
    name: "server/access",
    files: /^server\/access\//,
    values: [PROTOCOL, DOMAIN, /^server\/(cells|keys)\.ts$/, /^server\/cell\/refusal\.ts$/, /^server\/identity\//],
    types: [SERVER],
  },
  {
    name: "server/identity",
    files: /^server\/identity\//,
    values: [PROTOCOL, DOMAIN, /^server\/(cell\/(recent|request-count)|cells)\.ts$/],
    types: [SERVER],
  },
  { name: "server/blobs", files: /^server\/blobs\//, values: [PROTOCOL, DOMAIN, SQL], types: [SERVER] },
  {
    name: "server/routes",
    files: /^server\/routes\//,
    values: [PROTOCOL, KERNELS, /^server\/(?!selfhost\/|app\.ts|worker\.ts)/],
  },
  { name: "server/selfhost", files: /^server\/selfhost\//, values: [PROTOCOL, KERNELS, SERVER] },
  { name: "server", files: SERVER, values: [PROTOCOL, KERNELS, /^server\/(?!selfhost\/)/] },
  { name: "web/engine/compute", files: /^web\/engine\/compute\/(?!compute-bridge)/, values: [PROTOCOL, KERNELS] },
  { name: "web/engine", files: ENGINE, values: [PROTOCOL, KERNEL_LOOKS], types: [KERNELS, ROUTE_TYPES] },
  { name: "web/ui", files: /^web\/ui\//, values: [PROTOCOL], types: [KERNELS, ENGINE] },
  ...["donate", "widget", "research"].map((surface) => ({
    name: `web/${surface}`,
    files: new RegExp(`^web/${surface}/`),
    values: [PROTOCOL, KERNEL_LOOKS, ENGINE, /^web\/ui\//],
    types: [ROUTE_TYPES],
  })),
  { name: "web", files: /^web\//, values: [PROTOCOL, KERNEL_LOOKS, /^web\//] },
  // Reads a deployment's database, with the code that tests check cells by.
  { name: "cli/check", files: /^cli\/check\//, values: [PROTOCOL, SQL, /^server\/cell\/check\//, /^cli\//] },
  { name: "cli", files: /^cli\//, values: [PROTOCOL, KERNELS, ENGINE], types: [ROUTE_TYPES] },
  // Its figures have the form of the benchmarks'.
  { name: "sim", files: /^sim\//, values: [PROTOCOL, KERNELS, DOMAIN, SQL, CELL_CORE, ENGINE, /^bench\/report\.ts$/] },
  { name: "tools", files: /^tools\//, values: [PROTOCOL, KERNELS, /^server\/selfhost\//, /^cli\//] },
];

export const importDirection: Rule = {
  name: "import-direction",
  check: ({ files }) => files.filter(isCode).flatMap(findingsOf),
};

function findingsOf(file: SourceFile): Finding[] {
  const zone = ZONES.find(({ files }) => files.test(file.path));
  if (zone === undefined) return [];
  return importsOf(syntaxOf(file)).flatMap(({ specifier, isTypeOnly, offset }) => {
    if (!specifier.startsWith(".")) return [];
    const target = posix.join(posix.dirname(file.path), specifier.replace(/\?.*$/, ""));
    if (mayImport(zone, file.path, target, isTypeOnly)) return [];
    const kind = isTypeOnly ? "import types of" : "import";
    const line = lineAt(file.text, offset);
    return [
      { file: file.path, line, message: `${zone.name} may not ${kind} ${target}: move what is shared inward, or pass it as a parameter` },
    ];
  });
}

function mayImport(zone: Zone, from: string, target: string, isTypeOnly: boolean): boolean {
  const allowed = [zone.files, PACKAGE, ...zone.values, ...(isTypeOnly ? (zone.types ?? []) : []), ...(isTest(from) ? [KERNELS] : [])];
  return allowed.some((pattern) => pattern.test(target));
}
