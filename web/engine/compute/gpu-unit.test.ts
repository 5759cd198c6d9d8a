import { assert, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { encodeRow } from "../../../protocol/layout/row-bytes.ts";
import { builtInKernels } from "../../../worker-kernels/catalog.ts";
import { type CpuRun, startUnit } from "../../../worker-kernels/cpu-runner.ts";
import type { GpuPart } from "../../../worker-kernels/gpu-programs.ts";
import { compiledKernel, shaderOf } from "../../../worker-kernels/testing/compiled-kernel.ts";
import { findGpu } from "../../../worker-kernels/testing/node-gpu.ts";
import { GpuDevices } from "./gpu-devices.ts";
import { GpuUnit, type GpuUnitSliceEnd } from "./gpu-unit.ts";

const found = await findGpu();
const whyNone = typeof found === "string" ? found : "";
const [manifest] = builtInKernels.filter(({ id }) => id === "mersenne-tf");
assert(manifest?.gpu);
const { gpu, input: inputLayout } = manifest;
const shader = shaderOf(manifest);
const part: GpuPart = { shader, gpu };
const input = encodeRow(inputLayout, { exponent: 332_192_863, kStart: "1", kCount: "3000000" });
const now = (): number => performance.now();
const noWait = async (): Promise<void> => undefined;

/** Lends out real devices, and remembers them so that a test can take them away. */
function fragileGpu(adapters = Infinity) {
  const devices: GPUDevice[] = [];
  const requestAdapter = async (): Promise<GPUAdapter | null> => {
    if (typeof found === "string" || devices.length >= adapters) return null;
    const adapter = await found.requestAdapter();
    if (adapter === null) return null;
    const requestDevice = async (): Promise<GPUDevice> => {
      const device = await adapter.requestDevice();
      devices.push(device);
      return device;
    };
    return { features: new Set(), requestDevice } as unknown as GPUAdapter;
  };
  return { devices, devicesOf: new GpuDevices({ requestAdapter } as unknown as GPU, noWait) };
}

describe("a unit on whatever GPU there is", () => {
  let module: WebAssembly.Module;
  let expected: Uint8Array;
  beforeAll(() => {
    module = new WebAssembly.Module(compiledKernel(manifest));
    expected = onCpu(started());
  }, 60_000);
  beforeEach(({ skip }) => skip(whyNone !== "", `no GPU: ${whyNone}`));

  const started = (): CpuRun => {
    const start = startUnit(module, input);
    assert(start.kind === "started");
    return start.run;
  };

  it("H13 survives the loss of one device after another, and gives the same bytes", async () => {
    const { devices, devicesOf } = fragileGpu();
    const run = started();
    const unit = new GpuUnit(run, part, devicesOf);
    let end: GpuUnitSliceEnd = { kind: "more" };
    for (let slices = 1; end.kind === "more"; slices++) {
      if (slices === 3 || slices === 7) devices.at(-1)?.destroy();
      end = await unit.slice(now);
    }
    expect([end, devices.length]).toEqual([{ kind: "done" }, 3]);
    expect(onCpu(run)).toEqual(expected);
  });

  it("H13 is left to a CPU when devices do nothing but go away", async () => {
    const { devices, devicesOf } = fragileGpu();
    const run = started();
    await new GpuUnit(run, part, devicesOf).slice(now);
    const program: GpuDevices["program"] = async (wanted) => {
      const made = await devicesOf.program(wanted);
      devices.at(-1)?.destroy();
      return made;
    };
    const end = await lastSlice(new GpuUnit(run, part, { program, abandon: () => devicesOf.abandon() }));
    expect(end).toEqual({ kind: "trouble", trouble: "lost" });
    expect(onCpu(run)).toEqual(expected);
  });

  it("H13 is left to a CPU when no other device comes", async () => {
    const { devices, devicesOf } = fragileGpu(1);
    const run = started();
    const unit = new GpuUnit(run, part, devicesOf);
    await unit.slice(now);
    devices.at(-1)?.destroy();
    expect(await lastSlice(unit)).toEqual({ kind: "trouble", trouble: "lost" });
    expect(onCpu(run)).toEqual(expected);
  });

  it("H13 is left to a CPU where the device cannot run the shader", async () => {
    const { devicesOf } = fragileGpu();
    const badShaders = [
      "this is no shader",
      shader.replace("fn factorBlock", "fn somethingElse"),
      shader.replace("LANES = 64u", "LANES = 4096u"),
    ];
    for (const bad of badShaders) {
      const unit = new GpuUnit(started(), { shader: bad, gpu }, devicesOf);
      expect(await unit.slice(now)).toEqual({ kind: "trouble", trouble: "unsuitable" });
    }
    expect(await new GpuUnit(started(), part, devicesOf).slice(now)).toEqual({ kind: "more" });
  });

  it("can be left and saved at any slice", async () => {
    const { devicesOf } = fragileGpu();
    let run = started();
    for (let visits = 0; visits < 3; visits++) {
      const unit = new GpuUnit(run, part, devicesOf);
      for (let slices = 0; slices < 3; slices++) await unit.slice(now);
      await unit.leave();
      const saved = run.save();
      assert(saved.kind === "saved");
      const start = startUnit(module, input, saved.checkpoint);
      assert(start.kind === "started" && start.resumed);
      ({ run } = start);
    }
    expect(run.progress()).toBeGreaterThan(0);
    expect(onCpu(run)).toEqual(expected);
  });
});

describe("a device without a GPU", () => {
  it("has none, whether the browser does not know WebGPU, has no adapter, or throws", async () => {
    const broken = { requestAdapter: () => Promise.reject(new Error("forbidden by a policy")) } as unknown as GPU;
    const empty = { requestAdapter: async () => null } as unknown as GPU;
    for (const none of [undefined, empty, broken]) {
      const devices = new GpuDevices(none, noWait);
      expect([await devices.probe(), await devices.program(part)]).toEqual([false, { kind: "absent" }]);
    }
  });
});

function onCpu(run: CpuRun): Uint8Array {
  while (run.slice(25, now).kind === "more");
  const end = run.finish();
  assert(end.kind === "finished");
  return end.output;
}

async function lastSlice(unit: GpuUnit): Promise<GpuUnitSliceEnd> {
  for (;;) {
    const end = await unit.slice(now);
    if (end.kind !== "more") return end;
  }
}
