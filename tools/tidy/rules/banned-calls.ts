/**
 * Clock, randomness, network and storage are parameters of pure code, never ambient: this is what lets the whole
 * system run under a seed.
 */
import { type Finding, isCode, isTest, lineAt, type Rule, type SourceFile, syntaxOf } from "../project.ts";
import { child, children, type Node, text, walk } from "../syntax.ts";

interface Ban {
  readonly files: RegExp;
  readonly globals: readonly string[];
  /** Members of those that are fine. */
  readonly except?: readonly string[];
  readonly isSynchronous?: boolean;
  readonly remedy: string;
}

const CLOCK = ["Date", "performance"];
const RANDOM = ["Math.random", "crypto"];
const TIMERS = ["setTimeout", "setInterval", "queueMicrotask"];
const NETWORK = ["fetch", "WebSocket", "XMLHttpRequest", "EventSource"];
const STORAGE = ["indexedDB", "localStorage", "sessionStorage", "caches"];

const BANS: readonly Ban[] = [
  {
    files: /^server\/domain\//,
    globals: [...CLOCK, ...RANDOM, ...TIMERS, ...NETWORK, ...STORAGE],
    isSynchronous: true,
    remedy: "take it as a parameter and leave waiting to the cell",
  },
  {
    files: /^web\/engine\/volunteer(\.ts$|\/|-[^/]*\.ts$)/,
    globals: [...CLOCK, ...RANDOM, ...TIMERS, ...NETWORK, ...STORAGE],
    isSynchronous: true,
    remedy: "take it as a parameter, or return it as an effect",
  },
  {
    files: /^protocol\//,
    globals: [...CLOCK, ...RANDOM, ...TIMERS, ...NETWORK, ...STORAGE],
    // Digests and signatures follow from their arguments.
    except: ["crypto.subtle"],
    remedy: "take it as a parameter",
  },
  { files: /^worker-kernels\//, globals: [...RANDOM, ...NETWORK, ...STORAGE], remedy: "a kernel sees its input and nothing else" },
  {
    files: /^web\/[^/]+\/components\//,
    globals: [...NETWORK, ...STORAGE],
    remedy: "a component shows state; let the surface's state fetch it",
  },
  { files: /^sim\//, globals: [...CLOCK, ...RANDOM, ...TIMERS, ...NETWORK], remedy: "use the world's clock and its seed" },
];

export const bannedCalls: Rule = {
  name: "banned-calls",
  check: ({ files }) =>
    files
      .filter((file) => isCode(file) && !isTest(file.path))
      .flatMap((file) => BANS.flatMap((ban) => (ban.files.test(file.path) ? breaches(file, ban) : []))),
};

function breaches(file: SourceFile, ban: Ban): Finding[] {
  const program = syntaxOf(file);
  const own = declaredNames(program);
  const found: Finding[] = [];
  const report = (node: Node, what: string): void => {
    found.push({ file: file.path, line: lineAt(file.text, node.start), message: `no ${what} here: ${ban.remedy}` });
  };
  const notGlobal = new Set<Node>();
  walk(program, (node) => {
    if (isTypeSyntax(node)) return false;
    const property = nameOfProperty(node);
    if (property !== undefined) notGlobal.add(property);
    if (ban.except?.includes(globalName(node) ?? "") === true) for (const object of present(child(node, "object"))) notGlobal.add(object);
    if (ban.isSynchronous && (node.type === "AwaitExpression" || node["async"] === true)) report(node, "await");
    const name = notGlobal.has(node) ? undefined : globalName(node);
    if (name !== undefined && ban.globals.includes(name) && !own.has(name)) report(node, name);
    return true;
  });
  return found;
}

/** Types are erased: they may speak of a `Date` or of `typeof fetch`. */
const isTypeSyntax = ({ type }: Node): boolean => /^TS(Type|Interface|Declare)/.test(type);

/** `Date` of an identifier, `Math.random` and `globalThis.fetch` of a member. */
function globalName(node: Node): string | undefined {
  if (node.type === "Identifier") return text(node, "name");
  if (node.type !== "MemberExpression") return undefined;
  const object = text(child(node, "object"), "name");
  const property = text(child(node, "property"), "name");
  if (object === "globalThis" || object === "self" || object === "window") return property;
  return object === undefined || property === undefined ? undefined : `${object}.${property}`;
}

/** The name after a dot, or before a colon: it looks like a global and is none. */
function nameOfProperty(node: Node): Node | undefined {
  if (node["computed"] === true) return undefined;
  if (node.type === "MemberExpression") return child(node, "property");
  return /^(Property|MethodDefinition|PropertyDefinition)$/.test(node.type) ? child(node, "key") : undefined;
}

/** Names that the file gives to something of its own: a parameter called `fetch` is the right way to have one. */
function declaredNames(program: Node): ReadonlySet<string> {
  const names = new Set<string>();
  walk(program, (node) => {
    const patterns = [...children(node, "params")];
    if (node.type === "VariableDeclarator" || node.type === "FunctionDeclaration") patterns.push(...present(child(node, "id")));
    if (node.type.startsWith("Import")) patterns.push(...present(child(node, "local")));
    for (const pattern of patterns) for (const name of boundNames(pattern)) names.add(name);
    return true;
  });
  return names;
}

function boundNames(pattern: Node): string[] {
  if (pattern.type === "Identifier") return present(text(pattern, "name"));
  const parts = ["left", "argument", "value", "parameter"].flatMap((field) => present(child(pattern, field)));
  return [...parts, ...children(pattern, "properties"), ...children(pattern, "elements")].flatMap(boundNames);
}

const present = <T>(value: T | undefined): T[] => (value === undefined ? [] : [value]);
