import { describe, expect, it } from "vitest";
import type { GpuManifest } from "./contract.ts";
import { type CpuRun, GPU_CALLS, type KernelFailure, moduleProblems, startUnit } from "./cpu-runner.ts";
import type { GpuLost, SliceResult } from "./gpu-program.ts";
import { GpuRun, type SliceQueue } from "./gpu-runner.ts";
import { i32Const, tinyModule, UNREACHABLE } from "./testing/tiny-module.ts";

const GPU: GpuManifest = {
  entryPoint: "main",
  bindings: [
    { kind: "uniform", refill: "unit", maxBytes: 16 },
    { kind: "read", refill: "slice", maxBytes: 16 },
    { kind: "scratch", refill: "unit", maxBytes: 16 },
    { kind: "result", refill: "slice", maxBytes: 16 },
  ],
};
const frozen = (): number => 0;

/** A device that answers when it is told to. */
function fakeQueue() {
  const filled: number[] = [];
  const answers: ((answer: SliceResult | GpuLost) => void)[] = [];
  const cancelled: number[] = [];
  const queue: SliceQueue = {
    fill: (binding) => void filled.push(binding),
    submit() {
      const { promise, resolve } = Promise.withResolvers<SliceResult | GpuLost>();
      const index = answers.push(resolve) - 1;
      const cancel = (): void => {
        cancelled.push(index);
        resolve({ kind: "lost", message: "cancelled" });
      };
      return { landed: promise, cancel };
    },
  };
  const land = (index: number): void => answers[index]?.({ kind: "landed", bytes: new Uint8Array(4), tookMs: 1 });
  const lose = (index: number): void => answers[index]?.({ kind: "lost", message: "the driver was reset" });
  return { queue, filled, cancelled, land, lose, submitted: () => answers.length };
}

function setUp(gpu: Record<string, readonly number[]> = {}) {
  const start = startUnit(tinyModule({ gpu }), new Uint8Array(4));
  if (start.kind === "failed") throw new Error(start.message);
  const cpu: CpuRun = start.run;
  const device = fakeQueue();
  return { cpu, device, run: new GpuRun(cpu, device.queue, GPU) };
}

const failed = (code: KernelFailure["code"], message: RegExp) => ({ kind: "failed", code, message: expect.stringMatching(message) });

describe("a run on a GPU", () => {
  it("keeps two slices on the device, and fills what belongs to the unit once", async () => {
    const { run, device } = setUp();
    const first = run.slice(25, frozen);
    expect([device.submitted(), device.filled]).toEqual([2, [0, 1, 1]]);
    device.land(0);
    expect(await first).toEqual({ kind: "more" });
    const second = run.slice(25, frozen);
    expect([device.submitted(), device.filled]).toEqual([3, [0, 1, 1, 1]]);
    device.land(1);
    expect(await second).toEqual({ kind: "more" });
  });

  it("leaves to the CPU what cannot be planned", async () => {
    const { run, cpu } = setUp({ gpuPlan: i32Const(0) });
    expect(await run.slice(25, frozen)).toEqual({ kind: "done" });
    expect(cpu.finish()).toMatchObject({ kind: "finished" });
  });

  it("counts the time of its slices with that of the unit", async () => {
    const { run, cpu, device } = setUp();
    let time = 0;
    device.land(0);
    const slice = run.slice(25, () => (time += 7));
    device.land(0);
    await slice;
    expect(cpu.elapsedMs).toBeGreaterThan(0);
  });

  it("ends with the loss of its device, once and for all, and leaves the unit to the CPU", async () => {
    const { run, cpu, device } = setUp();
    const slice = run.slice(25, frozen);
    device.lose(0);
    const lost = { kind: "lost", message: "the driver was reset" };
    expect(await slice).toEqual(lost);
    expect(await run.slice(25, frozen)).toEqual(lost);
    expect([device.cancelled, device.submitted()]).toEqual([[1], 2]);
    expect(cpu.slice(25, frozen)).toEqual({ kind: "done" });
  });

  it("waits for nothing any more when it is dropped", async () => {
    const { run, device } = setUp();
    const slice = run.slice(25, frozen);
    device.land(0);
    await slice;
    await run.drop();
    expect(device.cancelled).toEqual([1]);
    expect(await run.slice(25, frozen)).toMatchObject({ kind: "lost" });
  });

  it.each([
    ["traps while it plans", { gpuPlan: [UNREACHABLE] }, "trap", /^gpuPlan trapped/],
    ["wants more workgroups than there are", { gpuPlan: i32Const(65_536) }, "trap", /wants 65536 workgroups/],
    ["wants a negative number of workgroups", { gpuPlan: i32Const(-1) }, "trap", /wants -1 workgroups/],
    ["fills more than a binding holds", { gpuFill: i32Const(20) }, "invalid-output", /gpuFill claims 20 bytes/],
    ["fills half a word", { gpuFill: i32Const(6) }, "trap", /no whole words/],
  ] as const)("fails where the module %s", async (_, gpu, code, message) => {
    const { run } = setUp(gpu);
    expect(await run.slice(25, frozen)).toEqual(failed(code, message));
    expect(await run.slice(25, frozen)).toEqual(failed(code, message));
  });

  it("fails where the module refuses a result", async () => {
    const { run, device } = setUp({ gpuFold: i32Const(7) });
    const slice = run.slice(25, frozen);
    device.land(0);
    expect(await slice).toEqual(failed("invalid-output", /with code 7$/));
    expect(device.cancelled).toEqual([1]);
  });
});

describe("the exports of a kernel with a shader", () => {
  it("are asked for by name", () => {
    expect(moduleProblems(tinyModule({ gpu: {} }), GPU_CALLS)).toEqual([]);
    expect(moduleProblems(tinyModule(), GPU_CALLS).join("; ")).toMatch(/export the function gpuPlan; .*gpuDrop/);
    expect(moduleProblems(tinyModule({ gpu: {}, without: ["gpuFold"] }))).toEqual([]);
  });
});
