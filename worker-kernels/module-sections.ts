/**
 * Reads from a WebAssembly binary what it says of itself: imports, signatures, exports, memory. A server may not
 * compile a stranger's module, and the JavaScript API tells neither signatures nor limits; so this reads the few
 * sections where they stand (core specification, chapter 5) and skips the rest, the code above all.
 */
import { ByteReader } from "./byte-reader.ts";

export type ExternalKind = "function" | "table" | "memory" | "global" | "tag";

export interface ImportClaim {
  readonly module: string;
  readonly name: string;
}

/** Types of values by their names: `i32`, `f64` … */
export interface Signature {
  readonly parameters: readonly string[];
  readonly results: readonly string[];
}

export interface MemoryLimits {
  readonly minPages: number;
  /** Infinite where the module names none. */
  readonly maxPages: number;
  /** Whether threads could share it. */
  readonly isShared: boolean;
}

export interface ExportClaim {
  readonly name: string;
  readonly kind: ExternalKind;
  readonly index: number;
}

export interface ModuleSections {
  /** When there are some, nothing else is read: their numbering would shift everything below. */
  readonly imports: readonly ImportClaim[];
  readonly signatures: readonly Signature[];
  readonly memories: readonly MemoryLimits[];
  readonly exports: readonly ExportClaim[];
}

const MAGIC_AND_VERSION = [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
const SECTION = { custom: 0, type: 1, import: 2, function: 3, memory: 5, export: 7 } as const;
const LAST_SECTION = 13;
const FUNCTION_TYPE = 0x60;
const KINDS: readonly ExternalKind[] = ["function", "table", "memory", "global", "tag"];
/** What a kernel may use. A reference to something of the host's would be no number. */
const VALUE_TYPES: Readonly<Record<number, string>> = {
  0x7f: "i32",
  0x7e: "i64",
  0x7d: "f32",
  0x7c: "f64",
  0x7b: "v128",
  0x70: "funcref",
  0x6f: "externref",
};

/** Reads a binary. Throws a `MalformedModule` when it is none, or is of a kind that kernels have no use for. */
export function readSections(bytes: Uint8Array): ModuleSections {
  const sections = split(bytes);
  const imports = entries(sections, SECTION.import, readImport);
  if (imports.length > 0) return { imports, signatures: [], memories: [], exports: [] };
  const types = entries(sections, SECTION.type, readFunctionType);
  return {
    imports,
    signatures: entries(sections, SECTION.function, (reader) => signature(types, reader)),
    memories: entries(sections, SECTION.memory, readLimits),
    exports: entries(sections, SECTION.export, readExport),
  };
}

/** The sections by their numbers, each whole. */
function split(bytes: Uint8Array): Map<number, ByteReader> {
  const reader = new ByteReader(bytes);
  for (const expected of MAGIC_AND_VERSION) {
    if (reader.byte() !== expected) throw reader.failure("it does not begin as a WebAssembly module of version 1 does");
  }
  const sections = new Map<number, ByteReader>();
  while (!reader.isAtEnd) {
    const id = reader.byte();
    const part = reader.part(reader.u32());
    if (id > LAST_SECTION) throw reader.failure(`there is no section ${id}`);
    if (id === SECTION.custom) continue;
    if (sections.has(id)) throw reader.failure(`section ${id} is there twice`);
    sections.set(id, part);
  }
  return sections;
}

function entries<T>(sections: ReadonlyMap<number, ByteReader>, id: number, read: (reader: ByteReader) => T): T[] {
  const section = sections.get(id);
  if (section === undefined) return [];
  const list = section.vector(read);
  section.expectEnd();
  return list;
}

function readImport(reader: ByteReader): ImportClaim {
  const claim = { module: reader.text(), name: reader.text() };
  skipDescription(reader);
  return claim;
}

/** What is imported does not matter, only where its description ends. */
function skipDescription(reader: ByteReader): void {
  switch (kind(reader)) {
    case "function":
      return void reader.u32();
    case "table":
      reader.byte();
      return void readLimits(reader);
    case "memory":
      return void readLimits(reader);
    case "global":
      valueType(reader);
      return void reader.byte();
    case "tag":
      reader.byte();
      return void reader.u32();
  }
}

function readFunctionType(reader: ByteReader): Signature {
  if (reader.byte() !== FUNCTION_TYPE) throw reader.failure("a type is not that of a function");
  return { parameters: reader.vector(valueType), results: reader.vector(valueType) };
}

function valueType(reader: ByteReader): string {
  const type = VALUE_TYPES[reader.byte()];
  if (type === undefined) throw reader.failure("a value has a type that kernels have no use for");
  return type;
}

function signature(types: readonly Signature[], reader: ByteReader): Signature {
  const type = types[reader.u32()];
  if (type === undefined) throw reader.failure("a function has a type that is not there");
  return type;
}

const LIMIT_FLAGS = { maximum: 1, shared: 2, is64: 4 } as const;

function readLimits(reader: ByteReader): MemoryLimits {
  const flags = reader.byte();
  if (flags > 7) throw reader.failure("a memory has flags that are not known");
  const pages = (): number => ((flags & LIMIT_FLAGS.is64) === 0 ? reader.u32() : reader.u64());
  const minPages = pages();
  const maxPages = (flags & LIMIT_FLAGS.maximum) === 0 ? Infinity : pages();
  return { minPages, maxPages, isShared: (flags & LIMIT_FLAGS.shared) !== 0 };
}

const readExport = (reader: ByteReader): ExportClaim => ({ name: reader.text(), kind: kind(reader), index: reader.u32() });

function kind(reader: ByteReader): ExternalKind {
  const found = KINDS[reader.byte()];
  if (found === undefined) throw reader.failure("something is of a kind that is not known");
  return found;
}
