/**
 * Assembles the smallest module that keeps the kernel contract, or breaks it in one place, byte by
 * byte (WebAssembly core specification, chapter 5).
 */

/** Bodies of functions as instructions, without the closing `end`. */
type Bodies = Partial<Record<string, readonly number[]>>;

interface Variations {
  /** Replaces the bodies of functions. */
  readonly bodies?: Bodies;
  /** Adds an export `attach(index, length)` with this body. */
  readonly attach?: readonly number[];
  /** Adds the exports of a kernel with a shader; these bodies replace the usual ones. */
  readonly gpu?: Bodies;
  /** Exports left out. */
  readonly without?: readonly string[];
  /** Exports under a wrong name: the function of the first name under the second. */
  readonly renamed?: Readonly<Record<string, string>>;
  /** Adds the import of a function `env.abort`. */
  readonly importsAbort?: boolean;
  /** Pages of memory at first; 1 if not given. */
  readonly pages?: number;
}

export const UNREACHABLE = 0x00;
export const localGet = (index: number): number[] => [0x20, index];
export const I32_ADD = 0x6a;
export const i32Load = (at: number): number[] => [...i32Const(at), 0x28, 2, 0];
export const i32Store = (at: number, value: readonly number[]): number[] => [...i32Const(at), ...value, 0x36, 2, 0];
export const i32Const = (value: number): number[] => [0x41, ...signedLeb(value)];
/** A function that calls itself until the stack is full. */
export const callItself = (name: string): number[] => [...i32Const(1), 0x10, FUNCTIONS.findIndex((it) => it.name === name)];
/** `memory.grow` by so many pages; leaves -1 or the old size. */
export const growMemory = (pages: number): number[] => [...i32Const(pages), 0x40, 0x00];
export const F64_NAN = [0x44, 0, 0, 0, 0, 0, 0, 0xf8, 0x7f];
const F64_HALF = [0x44, 0, 0, 0, 0, 0, 0, 0xe0, 0x3f];

/** Where the tiny module's exchange buffer lies. */
export const BUFFER_AT = 16;

const MAGIC_AND_VERSION = [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
const I32 = 0x7f;
const F64 = 0x7c;
const TYPES = { answer: 0, ask: 1, share: 2, askOfOne: 3 };

/** In the order of their indexes. */
const FUNCTIONS = [
  { name: "reserve", type: TYPES.ask, body: i32Const(BUFFER_AT) },
  { name: "buffer", type: TYPES.answer, body: i32Const(BUFFER_AT) },
  { name: "begin", type: TYPES.ask, body: i32Const(0) },
  { name: "step", type: TYPES.ask, body: i32Const(0) },
  { name: "progress", type: TYPES.share, body: F64_HALF },
  { name: "finish", type: TYPES.answer, body: i32Const(4) },
  { name: "save", type: TYPES.answer, body: i32Const(4) },
  { name: "load", type: TYPES.ask, body: i32Const(0) },
];

/** A module that always has a slice of one workgroup to plan, and one word in each binding. */
const GPU_FUNCTIONS = [
  { name: "gpuPlan", type: TYPES.ask, body: i32Const(1) },
  { name: "gpuFill", type: TYPES.ask, body: i32Const(4) },
  { name: "gpuFold", type: TYPES.ask, body: i32Const(0) },
  { name: "gpuDrop", type: TYPES.answer, body: i32Const(0) },
];

/** Compiles the module. By default it is sound, and its unit is done after one step. */
export const tinyModule = (variations: Variations = {}): WebAssembly.Module => new WebAssembly.Module(tinyModuleBytes(variations));

/** The module as it would be fetched. */
export function tinyModuleBytes(variations: Variations = {}): Uint8Array<ArrayBuffer> {
  const { attach, gpu, without = [], renamed = {}, importsAbort = false, pages = 1 } = variations;
  const bodies = { ...variations.bodies, ...gpu };
  const functions = [
    ...FUNCTIONS,
    ...(attach ? [{ name: "attach", type: TYPES.askOfOne, body: attach }] : []),
    ...(gpu ? GPU_FUNCTIONS : []),
  ];
  const imports = importsAbort ? section(2, [[...text("env"), ...text("abort"), 0x00, TYPES.answer]]) : [];
  const firstFunction = importsAbort ? 1 : 0;
  const exported = [
    { name: "memory", kind: 2, index: 0 },
    ...functions.map(({ name }, index) => ({ name, kind: 0, index: index + firstFunction })),
  ].filter(({ name }) => !without.includes(name));
  return new Uint8Array([
    ...MAGIC_AND_VERSION,
    ...section(1, [functionType([], [I32]), functionType([I32], [I32]), functionType([], [F64]), functionType([I32, I32], [I32])]),
    ...imports,
    ...section(
      3,
      functions.map(({ type }) => [type]),
    ),
    ...section(5, [[0x00, ...leb(pages)]]),
    ...section(
      7,
      exported.map(({ name, kind, index }) => [...text(renamed[name] ?? name), kind, index]),
    ),
    ...section(
      10,
      functions.map(({ name, body }) => sized([0, ...(bodies[name] ?? body), 0x0b])),
    ),
  ]);
}

const functionType = (parameters: number[], results: number[]): number[] => [0x60, ...sized(parameters), ...sized(results)];
const section = (id: number, entries: number[][]): number[] => [id, ...sized([...leb(entries.length), ...entries.flat()])];
const sized = (bytes: number[]): number[] => [...leb(bytes.length), ...bytes];
const text = (name: string): number[] => sized([...new TextEncoder().encode(name)]);

function leb(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...leb(value >>> 7)];
}

function signedLeb(value: number): number[] {
  const isLast = value >= -0x40 && value < 0x40;
  return isLast ? [value & 0x7f] : [(value & 0x7f) | 0x80, ...signedLeb(value >> 7)];
}
