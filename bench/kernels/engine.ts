/**
 * What the engine takes for itself: the worker pool of `web/engine/compute`, in Node threads, on units of about a second.
 *
 * `engine.outsideKernel.share`: share of a busy worker's time that is not in the kernel. It is what handing units over,
 * slicing, hearing messages, progress and checkpoints take. `engine.scaling.2workers`: units that two workers finish in
 * the time in which one finishes one, on a machine with two cores that is otherwise idle.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { spawnThread } from "../../cli/volunteer/spawn-thread.ts";
import { encodeRow } from "../../protocol/layout/row-bytes.ts";
import { DIST } from "../../tools/build/step.ts";
import { ComputeBridge } from "../../web/engine/compute/compute-bridge.ts";
import { builtInKernels } from "../../worker-kernels/catalog.ts";
import { median, type Metric, note } from "../report.ts";

/** About a second of one core. */
const UNIT = { exponent: 332_192_831, kStart: "1", kCount: "190000000" };

const UNITS_PER_TURN = 4;
const TURNS = 3;

interface Turn {
  readonly wallMs: number;
  readonly kernelMs: number;
}

/** Takes about half a minute. The kernels must be built. */
export async function measureEngine(): Promise<Metric[]> {
  const bridges = [new ComputeBridge(spawnThread), new ComputeBridge(spawnThread)] as const;
  try {
    await Promise.all(bridges.map((bridge) => work(bridge, 1)));
    const [alone, together]: [Turn[], Turn[]] = [[], []];
    for (let turn = 0; turn < TURNS; turn++) {
      note(`engine, turn ${turn + 1} of ${TURNS} …`);
      alone.push(await work(bridges[0], UNITS_PER_TURN));
      const begunAt = performance.now();
      const turns = await Promise.all(bridges.map((bridge) => work(bridge, UNITS_PER_TURN)));
      together.push({ wallMs: performance.now() - begunAt, kernelMs: turns.reduce((sum, { kernelMs }) => sum + kernelMs, 0) });
    }
    const scaling = (2 * median(alone.map(({ wallMs }) => wallMs))) / median(together.map(({ wallMs }) => wallMs));
    return [
      { name: "engine.scaling.2workers", value: scaling, unit: "x" },
      { name: "engine.outsideKernel.share", value: 100 * median(alone.map(outside)), unit: "%" },
    ];
  } finally {
    for (const bridge of bridges) bridge.close();
  }
}

const outside = ({ wallMs, kernelMs }: Turn): number => 1 - kernelMs / wallMs;

async function work(bridge: ComputeBridge, units: number): Promise<Turn> {
  const begunAt = performance.now();
  let kernelMs = 0;
  for (let unit = 0; unit < units; unit++) {
    const end = await bridge.run(assignment(), 0, () => {});
    if (end.kind !== "finished") throw new Error(`the unit ended as ${end.kind}`);
    kernelMs += end.elapsedMs;
  }
  return { wallMs: performance.now() - begunAt, kernelMs };
}

function assignment() {
  const manifest = builtInKernels.find(({ id }) => id === "mersenne-tf");
  if (manifest === undefined) throw new Error("mersenne-tf is not in the catalogue");
  module ??= new WebAssembly.Module(readFileSync(join(DIST, "kernels", manifest.id, manifest.version, "cpu.wasm")));
  return { module, input: encodeRow(manifest.input, UNIT) };
}

/** Compiled once. */
let module: WebAssembly.Module | undefined;
