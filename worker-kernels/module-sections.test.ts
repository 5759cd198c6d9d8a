import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MalformedModule } from "./byte-reader.ts";
import { builtInKernels } from "./catalog.ts";
import { binaryProblems, MAX_MODULE_FILE_BYTES } from "./module-rules.ts";
import { type ModuleSections, readSections } from "./module-sections.ts";
import { compiledKernel } from "./testing/compiled-kernel.ts";
import { boundedModuleBytes, withLimits } from "./testing/memory-section.ts";
import { i32Const, tinyModuleBytes } from "./testing/tiny-module.ts";

const COMPILE_TIMEOUT_MS = 120_000;
const plain = { input: { fields: [{ name: "n", type: "u32" as const, description: "" }] } };

/** Reads, or says that it is malformed; anything else that is thrown fails the test. */
function read(bytes: Uint8Array): ModuleSections | undefined {
  try {
    return readSections(bytes);
  } catch (error) {
    expect(error).toBeInstanceOf(MalformedModule);
    return undefined;
  }
}

/** What the reader says and what the engine says; the same where a module is not valid, or has types that kernels do not use. */
function views(bytes: Uint8Array<ArrayBuffer>): readonly [ours: unknown, theirs: unknown] {
  const sections = read(bytes);
  if (sections === undefined || !WebAssembly.validate(bytes)) return [undefined, undefined];
  const module = new WebAssembly.Module(bytes);
  const imports = WebAssembly.Module.imports(module).map(({ module: from, name }) => ({ module: from, name }));
  const exports = imports.length > 0 ? [] : WebAssembly.Module.exports(module);
  return [
    { imports: sections.imports, exports: sections.exports.map(({ name, kind }) => ({ name, kind })) },
    { imports, exports },
  ];
}

describe("the sections of a module", () => {
  test.each(builtInKernels)("$id is read as the engine reads it, and keeps the rules", { timeout: COMPILE_TIMEOUT_MS }, (manifest) => {
    const bytes = compiledKernel(manifest);
    const [ours, theirs] = views(bytes);
    expect(ours).toBeDefined();
    expect(ours).toEqual(theirs);
    expect(binaryProblems(bytes, manifest)).toEqual([]);
  });

  test("random bytes, with and without a module's beginning, are read or are malformed", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.boolean(), (noise, begins) => {
        const [ours, theirs] = views(Uint8Array.from(begins ? [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, ...noise] : noise));
        expect(ours).toEqual(theirs);
      }),
      { numRuns: 3_000 },
    );
  });

  test("a module that was changed anywhere is read as the engine reads it, or is malformed", () => {
    const sound = tinyModuleBytes({ attach: i32Const(0) });
    let valid = 0;
    const change = fc.record({ at: fc.nat(sound.length - 1), to: fc.nat(255) });
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 3 }), (changes) => {
        const bytes = sound.slice();
        for (const { at, to } of changes) bytes[at] = to;
        const [ours, theirs] = views(bytes);
        if (ours !== undefined) valid += 1;
        expect(ours).toEqual(theirs);
      }),
      { numRuns: 5_000 },
    );
    expect(valid).toBeGreaterThan(100);
  });

  test("a module that was cut anywhere is malformed, or valid by itself", () => {
    const sound = tinyModuleBytes();
    for (let length = 0; length < sound.length; length++) {
      const [ours, theirs] = views(sound.slice(0, length));
      expect(ours).toEqual(theirs);
    }
  });
});

describe("K1 a binary is refused", () => {
  test("not when it keeps the contract", () => expect(binaryProblems(boundedModuleBytes(), plain)).toEqual([]));

  test.each([
    ["that imports something", tinyModuleBytes({ importsAbort: true }), "it imports env.abort; a kernel may import nothing"],
    ["without an export", boundedModuleBytes({ without: ["save"] }), "it does not export the function save"],
    ["without its memory", boundedModuleBytes({ without: ["memory"] }), "it does not export its memory as memory"],
    [
      "with a function of another type",
      boundedModuleBytes({ renamed: { progress: "step", step: "progress" } }),
      "its step is () → f64; it should be (i32) → i32",
    ],
    ["whose memory has no maximum", tinyModuleBytes(), "its memory has no maximum; it may have up to 4096 pages"],
    [
      "whose memory may grow too far",
      withLimits(tinyModuleBytes(), [0x01, 1, 0x81, 0x20]),
      "its memory may grow to 4097 pages; the limit is 4096",
    ],
    ["whose memory is shared", withLimits(tinyModuleBytes(), [0x03, 1, 4]), "its memory is shared"],
    [
      "that is too large",
      new Uint8Array(MAX_MODULE_FILE_BYTES + 1),
      `it has ${MAX_MODULE_FILE_BYTES + 1} bytes; the limit is ${MAX_MODULE_FILE_BYTES}`,
    ],
    [
      "that is text",
      new TextEncoder().encode("(module)"),
      "it is not a WebAssembly module: byte 1: it does not begin as a WebAssembly module of version 1 does",
    ],
    ["of no bytes", new Uint8Array(0), "it is not a WebAssembly module: byte 0: it ends in the middle"],
  ])("%s", (_, bytes, problem) => {
    expect(binaryProblems(bytes, plain)).toContain(problem);
  });

  test("without attach, when its input names blobs, and without gpuPlan, when it has a shader", () => {
    const ofBlobs = { input: { fields: [{ name: "block", type: "blob" as const, description: "" }] } };
    expect(binaryProblems(boundedModuleBytes(), ofBlobs)).toEqual(["it does not export the function attach"]);
    expect(binaryProblems(boundedModuleBytes({ attach: i32Const(0) }), ofBlobs)).toEqual([]);
    const gpu = { entryPoint: "main", bindings: [] };
    expect(binaryProblems(boundedModuleBytes(), { ...plain, gpu })).toContain("it does not export the function gpuPlan");
  });
});
