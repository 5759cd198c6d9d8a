/**
 * `kernel.mersenne-tf.gpu`: the same work on a GPU, whole units through the GPU runner, beside one core of this machine.
 * Only on a real GPU: a software adapter computes on the very cores that it would be compared with.
 */
import type { Row } from "../../protocol/layout/layout.ts";
import { decodeRow, encodeRow } from "../../protocol/layout/row-bytes.ts";
import { builtInKernels } from "../../worker-kernels/catalog.ts";
import { type CpuRun, startUnit } from "../../worker-kernels/cpu-runner.ts";
import type { GpuManifest, Manifest } from "../../worker-kernels/contract.ts";
import { createGpuProgram, GpuProgram } from "../../worker-kernels/gpu-program.ts";
import { GpuRun } from "../../worker-kernels/gpu-runner.ts";
import { compiledKernel, shaderOf } from "../../worker-kernels/testing/compiled-kernel.ts";
import { findGpu } from "../../worker-kernels/testing/node-gpu.ts";
import { compared, median, type Metric, note } from "../report.ts";

/** About five seconds of a core. */
const UNIT: Row = { exponent: 332_192_831, kStart: "1", kCount: "1000000000" };
const TURNS = 5;
const { manifest, gpu } = kernel();
const SLICE_MS = 25;
const now = (): number => performance.now();

export async function measureGpu(): Promise<Metric[]> {
  const device = await realDevice();
  if (typeof device === "string") {
    note(`no GPU is measured: ${device}`);
    return [];
  }
  const program = await createGpuProgram(device, shaderOf(manifest), gpu);
  if (!(program instanceof GpuProgram)) throw new Error(program.message);
  const module = new WebAssembly.Module(compiledKernel(manifest));
  const onCore = await timed(module, runOutOnCore);
  const onGpu: number[] = [];
  for (let turn = 0; turn < TURNS; turn++) {
    const { seconds, answer } = await timed(module, (run) => runOut(new GpuRun(run, program, gpu)));
    if (answer !== onCore.answer) throw new Error(`answers differ: ${answer}, ${onCore.answer}`);
    onGpu.push(seconds);
  }
  device.destroy();
  return [compared({ name: "kernel.mersenne-tf.gpu", value: rate(median(onGpu)), unit: "M cofactors/s" }, rate(onCore.seconds))];
}

const rate = (seconds: number): number => Number(UNIT["kCount"]) / 1e6 / seconds;

/** One unit from its input to its output, by the wall's clock. */
async function timed(module: WebAssembly.Module, compute: (run: CpuRun) => Promise<void>): Promise<{ seconds: number; answer: string }> {
  const start = startUnit(module, encodeRow(manifest.input, UNIT));
  if (start.kind === "failed") throw new Error(start.message);
  const begun = now();
  await compute(start.run);
  const end = start.run.finish();
  if (end.kind === "failed") throw new Error(end.message);
  return { seconds: (now() - begun) / 1000, answer: String(decodeRow(manifest.output, end.output)["residueSum"]) };
}

async function runOutOnCore(run: CpuRun): Promise<void> {
  while (run.slice(SLICE_MS, now).kind === "more");
}

async function runOut(run: GpuRun): Promise<void> {
  let end = await run.slice(SLICE_MS, now);
  while (end.kind === "more") end = await run.slice(SLICE_MS, now);
  if (end.kind !== "done") throw new Error(end.message);
}

async function realDevice(): Promise<GPUDevice | string> {
  const gpu = await findGpu();
  if (typeof gpu === "string") return gpu;
  const adapter = await gpu.requestAdapter({ powerPreference: "high-performance" });
  if (adapter === null) return "there is no adapter";
  if (adapter.info.isFallbackAdapter) return "the only adapter is software";
  return adapter.requestDevice({ requiredFeatures: adapter.features.has("timestamp-query") ? ["timestamp-query"] : [] });
}

function kernel(): { readonly manifest: Manifest; readonly gpu: GpuManifest } {
  const found = builtInKernels.findLast(({ id }) => id === "mersenne-tf");
  if (found?.gpu === undefined) throw new Error("mersenne-tf has no shader");
  return { manifest: found, gpu: found.gpu };
}
