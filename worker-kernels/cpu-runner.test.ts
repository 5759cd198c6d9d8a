import { describe, expect, it } from "vitest";
import { MAX_OUTPUT_BYTES } from "../protocol/limits.ts";
import { type CpuRun, type KernelFailure, moduleProblems, startUnit } from "./cpu-runner.ts";
import { MAX_MODULE_PAGES } from "./contract.ts";
import { withLimits } from "./testing/memory-section.ts";
import {
  BUFFER_AT,
  callItself,
  F64_NAN,
  growMemory,
  i32Const,
  I32_ADD,
  i32Load,
  i32Store,
  localGet,
  tinyModule,
  tinyModuleBytes,
  UNREACHABLE,
} from "./testing/tiny-module.ts";

const INPUT = new Uint8Array([1, 2, 3, 4]);
const BYTES_PER_PAGE = 65_536;

function started(module: WebAssembly.Module): CpuRun {
  const start = startUnit(module, INPUT);
  if (start.kind === "failed") throw new Error(start.message);
  return start.run;
}

const frozen = (): number => 0;
const failed = (code: KernelFailure["code"], message: RegExp) => ({ kind: "failed", code, message: expect.stringMatching(message) });

describe("a sound module", () => {
  it("runs from input to output", () => {
    const run = started(tinyModule());
    expect(run.progress()).toBe(0.5);
    expect(run.slice(25, frozen)).toEqual({ kind: "done" });
    expect(run.progress()).toBe(1);
    expect(run.finish()).toEqual({ kind: "finished", output: INPUT });
  });

  it("hands out copies, which later calls do not change", () => {
    const run = started(tinyModule());
    const saved = run.save();
    if (saved.kind === "failed") throw new Error(saved.message);
    saved.checkpoint.fill(9);
    expect(run.save()).toEqual({ kind: "saved", checkpoint: INPUT });
  });

  it("adds up the time in slices by the caller's clock", () => {
    let time = 0;
    const run = started(tinyModule({ bodies: { step: i32Const(1) } }));
    for (let slice = 0; slice < 3; slice++) run.slice(25, () => (time += 7));
    expect(run.elapsedMs).toBe(21);
  });

  it("is not asked for its output before it is done", () => {
    expect(() => started(tinyModule()).finish()).toThrow("before the unit was done");
  });
});

describe("a module that is no kernel", () => {
  it.each([
    ["with an import", tinyModule({ importsAbort: true }), /imports env\.abort; a kernel may import nothing/],
    ["without one of the functions", tinyModule({ without: ["save"] }), /does not export the function save/],
    ["without memory", tinyModule({ without: ["memory"] }), /does not export the memory memory/],
    [
      "with a function where the memory should be",
      tinyModule({ without: ["memory"], renamed: { save: "memory" } }),
      /memory as a function, not as a memory/,
    ],
  ])("is refused by name: %s", (_, module, message) => {
    expect(moduleProblems(module).join("; ")).toMatch(message);
    expect(startUnit(module, INPUT)).toEqual(failed("trap", message));
  });

  it("has every problem told at once", () => {
    expect(moduleProblems(tinyModule({ importsAbort: true, without: ["save", "load"] }))).toHaveLength(3);
  });
});

describe("a module that misbehaves", () => {
  it("ends as a trap where it traps, and stays ended", () => {
    const run = started(tinyModule({ bodies: { step: [UNREACHABLE] } }));
    const trapped = failed("trap", /^step trapped: /);
    expect(run.slice(25, frozen)).toEqual(trapped);
    expect(run.slice(25, frozen)).toEqual(trapped);
    expect(run.save()).toEqual(trapped);
    expect(run.finish()).toEqual(trapped);
    expect(run.progress()).toBe(0);
  });

  it("ends as a trap when it fills the stack", () => {
    const run = started(tinyModule({ bodies: { step: callItself("step") } }));
    expect(run.slice(25, frozen)).toEqual(failed("trap", /^step trapped: .*stack/));
  });

  it("ends as refused when it refuses the input", () => {
    const module = tinyModule({ bodies: { begin: i32Const(5) } });
    expect(startUnit(module, INPUT)).toEqual(failed("refused-input", /refused the input with code 5/));
  });

  it("ends as out of memory when the memory cannot grow for the input", () => {
    const full = new WebAssembly.Module(withLimits(tinyModuleBytes({ bodies: { reserve: i32Const(0) } }), [0x01, 1, 1]));
    expect(startUnit(full, INPUT)).toEqual(failed("out-of-memory", /no room for 4 bytes/));
  });

  it("ends as refused when the memory could grow for the input, and the module does not let it", () => {
    const module = tinyModule({ bodies: { reserve: i32Const(0) } });
    expect(startUnit(module, INPUT)).toEqual(failed("refused-input", /no room for 4 bytes/));
  });

  it("ends as a trap when it begins with more memory than the limit, as it would on any device", () => {
    const module = tinyModule({ pages: MAX_MODULE_PAGES + 1 });
    expect(startUnit(module, INPUT)).toEqual(failed("trap", /the limit is/));
  });

  it("ends as a trap when it grows past the limit", () => {
    const run = started(tinyModule({ bodies: { step: growMemory(MAX_MODULE_PAGES) } }));
    expect(run.slice(25, frozen)).toEqual(failed("trap", /the limit is/));
  });

  it.each([
    ["a buffer outside its memory", { reserve: i32Const(BYTES_PER_PAGE - 1) }],
    ["a negative buffer", { reserve: i32Const(-1) }],
  ])("ends as a trap when it offers %s", (_, bodies) => {
    expect(startUnit(tinyModule({ bodies }), INPUT)).toEqual(failed("trap", /outside the module's memory/));
  });

  it.each([
    ["longer than the limit", { finish: i32Const(MAX_OUTPUT_BYTES + 1) }, /the limit is 65536/],
    ["of negative length", { finish: i32Const(-1) }, /claims 4294967295 bytes/],
    ["that ends outside its memory", { finish: i32Const(2), buffer: i32Const(BYTES_PER_PAGE - 1) }, /outside the module's memory/],
  ])("ends as invalid output when it leaves one %s", (_, bodies, message) => {
    const run = started(tinyModule({ bodies }));
    run.slice(25, frozen);
    expect(run.finish()).toEqual(failed("invalid-output", message));
  });

  it("has its nonsense about progress read as none", () => {
    expect(started(tinyModule({ bodies: { progress: F64_NAN } })).progress()).toBe(0);
  });

  // A step that never returns cannot be ended from inside its thread: the engine terminates the worker ("stuck").
});

describe("a checkpoint", () => {
  it("is gone on from when the module takes it", () => {
    expect(startUnit(tinyModule(), INPUT, new Uint8Array(4))).toMatchObject({ kind: "started", resumed: true });
  });

  it.each([
    ["refuses", i32Const(17)],
    ["traps on", [UNREACHABLE]],
  ])("costs only its progress when the module %s it", (_, load) => {
    const start = startUnit(tinyModule({ bodies: { load } }), INPUT, new Uint8Array(4));
    expect(start).toMatchObject({ kind: "started", resumed: false });
  });
});

describe("blobs", () => {
  /** Keeps the sum of the first words of its blobs, and puts it out in place of the input. */
  const SUM_AT = 64;
  const adding = tinyModule({
    attach: [...i32Store(SUM_AT, [...i32Load(SUM_AT), ...i32Load(BUFFER_AT), I32_ADD]), ...i32Const(0)],
    bodies: { finish: [...i32Store(BUFFER_AT, i32Load(SUM_AT)), ...i32Const(4)] },
  });
  const blobs = [new Uint8Array([1, 2, 3, 4]), new Uint8Array([10, 20, 30, 40, 50])];

  it.each([
    ["before the input", undefined],
    ["again before a checkpoint", new Uint8Array(4)],
  ])("reach the module once each, %s", (_, checkpoint) => {
    const start = startUnit(adding, INPUT, checkpoint, blobs);
    if (start.kind === "failed") throw new Error(start.message);
    start.run.slice(25, frozen);
    expect(start.run.finish()).toEqual({ kind: "finished", output: new Uint8Array([11, 22, 33, 44]) });
  });

  it("end the unit as refused when the module refuses one, by its number", () => {
    const module = tinyModule({ attach: localGet(0) });
    expect(startUnit(module, INPUT, undefined, blobs)).toEqual(failed("refused-input", /refused blob 1 with code 1/));
  });

  it("end the unit as a trap when the module takes none", () => {
    expect(startUnit(tinyModule(), INPUT, undefined, blobs)).toEqual(failed("trap", /does not export attach/));
  });

  it("end the unit as refused when the module has no room for them", () => {
    const module = tinyModule({ attach: i32Const(0), bodies: { reserve: i32Const(0) } });
    expect(startUnit(module, INPUT, undefined, blobs)).toEqual(failed("refused-input", /no room for 4 bytes/));
  });

  it("need a function to take them", () => {
    const module = tinyModule({ renamed: { save: "attach" }, without: ["memory"] });
    expect(moduleProblems(module).join("; ")).toMatch(/export the function save/);
    expect(moduleProblems(tinyModule({ renamed: { memory: "attach" } })).join("; ")).toMatch(/attach as a memory, not as a function/);
  });
});
