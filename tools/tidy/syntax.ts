/** Walking an ESTree without knowing every kind of node in it. */

/** Any node: its fields are read with the helpers below. */
export interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [field: string]: unknown;
}

const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";

/** A child node, when the field holds one. */
export function child(node: Node, field: string): Node | undefined {
  const value = node[field];
  return isNode(value) ? value : undefined;
}

/** The child nodes of a field that holds a list. */
export function children(node: Node, field: string): readonly Node[] {
  const value = node[field];
  return Array.isArray(value) ? value.filter(isNode) : [];
}

/** A field that holds text, or undefined. */
export function text(node: Node | undefined, field: string): string | undefined {
  const value = node?.[field];
  return typeof value === "string" ? value : undefined;
}

/** Calls `visit` on the node and everything below it; a visit that returns false is not followed further down. */
export function walk(node: Node, visit: (node: Node) => boolean): void {
  if (!visit(node)) return;
  for (const value of Object.values(node)) {
    if (isNode(value)) walk(value, visit);
    else if (Array.isArray(value)) for (const item of value) if (isNode(item)) walk(item, visit);
  }
}

/** One `import`, `export … from` or `import()`. */
export interface Import {
  readonly specifier: string;
  /** Erased before anything runs. */
  readonly isTypeOnly: boolean;
  readonly offset: number;
}

/** Everything a module takes from others, in the order of its text. */
export function importsOf(program: Node): Import[] {
  const imports: Import[] = [];
  walk(program, (node) => {
    const specifier = text(child(node, "source"), "value");
    if (specifier !== undefined && /^(Import|Export|TSImport)/.test(node.type)) {
      imports.push({ specifier, isTypeOnly: isErased(node), offset: node.start });
    }
    return true;
  });
  return imports;
}

function isErased(node: Node): boolean {
  if (node.type === "TSImportType" || node["importKind"] === "type" || node["exportKind"] === "type") return true;
  const specifiers = children(node, "specifiers");
  return specifiers.length > 0 && specifiers.every((one) => one["importKind"] === "type" || one["exportKind"] === "type");
}
