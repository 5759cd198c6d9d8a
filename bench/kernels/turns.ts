/** The sides of a comparison take turns, so that what else the machine does falls on all alike. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Row } from "../../protocol/layout/layout.ts";
import { decodeRow, encodeRow } from "../../protocol/layout/row-bytes.ts";
import { DIST } from "../../tools/build/step.ts";
import { builtInKernels } from "../../worker-kernels/catalog.ts";
import { startUnit } from "../../worker-kernels/cpu-runner.ts";
import { compared, median, type Metric } from "../report.ts";

/** An odd number, so that there is a middle one. */
const TURNS = 9;

const SLICE_MS = 25;

/** What a side did in one turn. */
export interface Turn {
  /** Must be the same for all sides: they have done the same work. */
  readonly answer: string;
  /** Of processor time. */
  readonly seconds: number;
}

export type Side = () => Turn;

/** Lets each side have its turns, and gives the median seconds of each. Throws when their answers differ. */
export function takeTurns(sides: Readonly<Record<string, Side>>): ReadonlyMap<string, number> {
  const runs = Object.entries(sides).map(([name, run]) => ({ name, run, turns: [] as Turn[] }));
  for (const { run } of runs) run(); // V8 compiles a module well only after a while.
  for (let turn = 0; turn < TURNS; turn++) {
    for (const { run, turns } of runs) turns.push(run());
  }
  const answers = new Set(runs.flatMap(({ turns }) => turns.map(({ answer }) => answer)));
  if (answers.size !== 1) throw new Error(`answers differ: ${[...answers].join(", ")}`);
  return new Map(runs.map(({ name, turns }) => [name, median(turns.map(({ seconds }) => seconds))]));
}

/** A metric of a kernel: work per second of processor time, beside the baseline's where there is one. */
export function rated(name: string, unit: string, work: number, seconds: number | undefined, baselineSeconds?: number): Metric {
  if (seconds === undefined) throw new Error(`${name} was not measured`);
  const metric = { name, value: work / seconds, unit };
  return baselineSeconds === undefined ? metric : compared(metric, work / baselineSeconds);
}

/** A unit through the CPU runner in slices, as an engine runs it; its answer is one field of the output. */
export function wasmSide(kernelId: string, input: Row, answerField: string, blobs: readonly Uint8Array[] = []): Side {
  const manifest = builtInKernels.findLast(({ id }) => id === kernelId);
  if (manifest === undefined) throw new Error(`${kernelId} is not in the catalogue`);
  const module = new WebAssembly.Module(readFileSync(join(DIST, "kernels", manifest.id, manifest.version, "cpu.wasm")));
  const bytes = encodeRow(manifest.input, input);
  return () => {
    const before = process.cpuUsage();
    const start = startUnit(module, bytes, undefined, blobs);
    if (start.kind === "failed") throw new Error(start.message);
    while (start.run.slice(SLICE_MS, () => performance.now()).kind === "more");
    const end = start.run.finish();
    if (end.kind === "failed") throw new Error(end.message);
    const { user, system } = process.cpuUsage(before);
    return { answer: String(decodeRow(manifest.output, end.output)[answerField]), seconds: (user + system) / 1e6 };
  };
}
