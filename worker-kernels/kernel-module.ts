/**
 * The door between the host and a stranger's module: whether a compiled module keeps the contract,
 * and an instance of it whose every call, pointer and length is checked. Nothing that a module does
 * can throw past this file; what it does wrong comes back as a {@link KernelFailure}.
 */
import { MAX_MODULE_PAGES } from "./contract.ts";

/** How a unit can fail in a module. "stuck" is not here: only the owner of the thread can see that. */
export interface KernelFailure {
  readonly kind: "failed";
  readonly code: "trap" | "refused-input" | "invalid-output" | "out-of-memory";
  /** For people; at most {@link MAX_MESSAGE_LENGTH} code units. */
  readonly message: string;
}

const CALLS = ["reserve", "buffer", "begin", "step", "progress", "finish", "save", "load"] as const;
/** What a module exports beside, when its kernel has a shader. */
export const GPU_CALLS = ["gpuPlan", "gpuFill", "gpuFold", "gpuDrop"] as const;
/** Exported by kernels that need them. */
const OPTIONAL_CALLS = ["attach", ...GPU_CALLS] as const;
type OptionalCall = (typeof OPTIONAL_CALLS)[number];
type Call = (typeof CALLS)[number] | OptionalCall;

const BYTES_PER_PAGE = 65_536;
const MAX_MODULE_BYTES = MAX_MODULE_PAGES * BYTES_PER_PAGE;

/** A message travels to the server, whose limit is 300: room is left for what the engine adds. */
const MAX_MESSAGE_LENGTH = 250;

/** Builds a failure, its message cut to a length that can travel. */
export const failure = (code: KernelFailure["code"], message: string): KernelFailure => ({
  kind: "failed",
  code,
  message: message.length > MAX_MESSAGE_LENGTH ? `${message.slice(0, MAX_MESSAGE_LENGTH - 1)}…` : message,
});

/**
 * Everything in which a compiled module breaks the contract, in words; empty for a sound one. `required` are the calls
 * that its manifest makes it owe beside the usual ones. The JavaScript API tells kinds but not signatures, so a wrong
 * signature shows when it is called.
 */
export function moduleProblems(module: WebAssembly.Module, required: readonly OptionalCall[] = []): string[] {
  const problems = WebAssembly.Module.imports(module).map(
    (wanted) => `it imports ${wanted.module}.${wanted.name}; a kernel may import nothing`,
  );
  const kinds = new Map(WebAssembly.Module.exports(module).map((found) => [found.name, found.kind]));
  const expect = (name: string, kind: WebAssembly.ImportExportKind): void => {
    const found = kinds.get(name);
    if (found === undefined) problems.push(`it does not export the ${kind} ${name}`);
    else if (found !== kind) problems.push(`it exports ${name} as a ${found}, not as a ${kind}`);
  };
  expect("memory", "memory");
  for (const name of CALLS) expect(name, "function");
  for (const name of OPTIONAL_CALLS) if (kinds.has(name) || required.includes(name)) expect(name, "function");
  return problems;
}

/** One instance of a module, every call guarded. After a failure the instance is good for nothing. */
export class KernelInstance {
  readonly #memory: WebAssembly.Memory;
  readonly #calls: WebAssembly.Exports;

  private constructor(memory: WebAssembly.Memory, calls: WebAssembly.Exports) {
    this.#memory = memory;
    this.#calls = calls;
  }

  /** Instantiates a module after checking it. */
  static create(module: WebAssembly.Module): KernelInstance | KernelFailure {
    const problems = moduleProblems(module);
    if (problems.length > 0) return failure("trap", `the module is no kernel: ${problems.join("; ")}`);
    try {
      const { exports } = new WebAssembly.Instance(module);
      const memory = exports["memory"];
      if (!(memory instanceof WebAssembly.Memory)) return failure("trap", "the module is no kernel: no memory");
      const instance = new KernelInstance(memory, exports);
      return instance.#overgrown() ?? instance;
    } catch (error) {
      return error instanceof RangeError
        ? failure("out-of-memory", `the module could not be given its memory: ${error.message}`)
        : trap("the start of the module", error);
    }
  }

  /** Whether the module exports a function that not every kernel has. */
  has(name: OptionalCall): boolean {
    return this.#calls[name] !== undefined;
  }

  /** Calls an export and returns the number it answers with. */
  call(name: Call, ...parameters: readonly number[]): number | KernelFailure {
    let answer: unknown;
    try {
      // The module was checked to export a function of this name; its signature nobody can check.
      answer = (this.#calls[name] as (...parameters: readonly number[]) => unknown)(...parameters);
    } catch (error) {
      return trap(name, error);
    }
    if (typeof answer !== "number") return failure("trap", `${name} answered with a ${typeof answer}, not with a number`);
    return this.#overgrown() ?? answer;
  }

  /** Copies bytes into the exchange buffer, which is made large enough first. */
  write(bytes: Uint8Array): KernelFailure | undefined {
    const pointer = this.call("reserve", bytes.length);
    if (typeof pointer !== "number") return pointer;
    const start = pointer >>> 0;
    if (start === 0) return this.#noRoom(bytes.length);
    if (start + bytes.length > this.#memory.buffer.byteLength) {
      return failure("trap", `reserve gave ${bytes.length} bytes at ${start}, outside the module's memory`);
    }
    new Uint8Array(this.#memory.buffer, start, bytes.length).set(bytes);
    return undefined;
  }

  /** Calls an export that fills the exchange buffer, and copies out as many bytes as it says. */
  read(name: "finish" | "save" | "gpuFill", maxBytes: number, ...parameters: readonly number[]): Uint8Array<ArrayBuffer> | KernelFailure {
    const answer = this.call(name, ...parameters);
    if (typeof answer !== "number") return answer;
    const length = answer >>> 0;
    if (length > maxBytes) return failure("invalid-output", `${name} claims ${length} bytes; the limit is ${maxBytes}`);
    const pointer = this.call("buffer");
    if (typeof pointer !== "number") return pointer;
    const start = pointer >>> 0;
    if (start + length > this.#memory.buffer.byteLength) {
      return failure("invalid-output", `${name} left ${length} bytes at ${start}, outside the module's memory`);
    }
    return Uint8Array.from(new Uint8Array(this.#memory.buffer, start, length));
  }

  /** Tells a device that is too small, where another may have the room, from a module that does not want to on any. */
  #noRoom(bytes: number): KernelFailure {
    const message = `reserve had no room for ${bytes} bytes`;
    return this.#isDeviceShort(bytes) ? failure("out-of-memory", message) : failure("refused-input", message);
  }

  #isDeviceShort(bytes: number): boolean {
    if (this.#memory.buffer.byteLength + bytes > MAX_MODULE_BYTES) return false;
    try {
      this.#memory.grow(Math.ceil(bytes / BYTES_PER_PAGE));
      return false;
    } catch {
      return true;
    }
  }

  /** A module may declare a larger memory than the contract allows; it shows here before it can grow far. */
  #overgrown(): KernelFailure | undefined {
    const bytes = this.#memory.buffer.byteLength;
    if (bytes <= MAX_MODULE_BYTES) return undefined;
    return failure("trap", `the module's memory is ${bytes} bytes; the limit is ${MAX_MODULE_BYTES}`);
  }
}

/** A stack overflow in a module is a RangeError, a wrong signature a TypeError: to us all are traps. */
function trap(where: string, error: unknown): KernelFailure {
  return failure("trap", `${where} trapped: ${error instanceof Error ? error.message : String(error)}`);
}
