/**
 * How fast kernels run on one core, beside plain C for the same work.
 *
 *     npm run -s bench:kernels -- --json
 *
 * `kernel.mersenne-tf.wasm`: candidates powered per second of processor time, over a whole unit as a volunteer
 * runs it: through the CPU runner in slices, with the sieve that picks the candidates. The baseline is
 * `native/mersenne-tf.c`, compiled here with `cc -O3 -msse4.1`, on the same unit: both must give the same
 * residue sum. They take turns, and medians are compared. Without a compiler there is no baseline.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { decodeRow, encodeRow } from "../protocol/layout/row-bytes.ts";
import { buildKernels } from "../tools/build/kernels.ts";
import { DIST } from "../tools/build/step.ts";
import { builtInKernels } from "../worker-kernels/catalog.ts";
import { startUnit } from "../worker-kernels/cpu-runner.ts";
import { compared, environment, median, type Metric, note, printReport } from "./report.ts";

/** An odd number of turns of about half a second each, on each side. */
const TURNS = 9;

const SLICE_MS = 25;

/** Half a unit of the demonstration batch. */
const UNIT = { exponent: 332_192_831, kStart: "1", kCount: "100000000" };

/** Candidates that are left of it after sieving; the C program counts them too. */
const CANDIDATES = 6_224_563;

const COMPILER_FLAGS = ["-O3", "-msse4.1"];

/** One turn of one side. */
interface Turn {
  readonly residueSum: string;
  readonly seconds: number;
}

await buildKernels(note);
const native = compileNative();
if (native === undefined) note("no C compiler for SSE4.1 here: no baseline");
const metric = measure(compiledWasm(), native);
printReport({
  metrics: [metric],
  environment: environment(native === undefined ? {} : { baseline: `${native.compiler} ${COMPILER_FLAGS.join(" ")}` }),
});

function measure(runWasm: () => Turn, native?: { readonly run: () => Turn }): Metric {
  runWasm(); // V8 compiles it well only after a while.
  const turns = Array.from({ length: TURNS }, () => ({ wasm: runWasm(), native: native?.run() }));
  const sums = new Set(turns.flatMap((turn) => [turn.wasm.residueSum, turn.native?.residueSum ?? turn.wasm.residueSum]));
  if (sums.size !== 1) throw new Error(`residue sums differ: ${[...sums].join(", ")}`);
  const metric = { name: "kernel.mersenne-tf.wasm", value: millionsPerSecond(turns.map((turn) => turn.wasm)), unit: "M candidates/s" };
  const baselines = turns.flatMap((turn) => turn.native ?? []);
  return baselines.length === 0 ? metric : compared(metric, millionsPerSecond(baselines));
}

function millionsPerSecond(turns: readonly Turn[]): number {
  return CANDIDATES / median(turns.map((turn) => turn.seconds)) / 1e6;
}

/** The kernel, run as an engine runs it. */
function compiledWasm(): () => Turn {
  const [manifest] = builtInKernels.filter(({ id }) => id === "mersenne-tf");
  if (manifest === undefined) throw new Error("mersenne-tf is not in the catalogue");
  const module = new WebAssembly.Module(readFileSync(join(DIST, "kernels", manifest.id, manifest.version, "cpu.wasm")));
  const input = encodeRow(manifest.input, UNIT);
  return () => {
    const before = process.cpuUsage();
    const start = startUnit(module, input);
    if (start.kind === "failed") throw new Error(start.message);
    while (start.run.slice(SLICE_MS, () => performance.now()).kind === "more");
    const end = start.run.finish();
    if (end.kind === "failed") throw new Error(end.message);
    const { user, system } = process.cpuUsage(before);
    return { residueSum: String(decodeRow(manifest.output, end.output)["residueSum"]), seconds: (user + system) / 1e6 };
  };
}

/** The C program, compiled anew; undefined where there is no compiler, or none for this instruction set. */
function compileNative(): { readonly compiler: string; readonly run: () => Turn } | undefined {
  const folder = join(DIST, "bench");
  mkdirSync(folder, { recursive: true });
  const program = join(folder, "mersenne-tf");
  const source = join(import.meta.dirname, "native/mersenne-tf.c");
  const compiled = spawnSync("cc", [...COMPILER_FLAGS, "-o", program, source], { stdio: ["ignore", "ignore", "ignore"] });
  if (compiled.status !== 0) return undefined;
  const [compiler = "cc"] = execFileSync("cc", ["--version"], { encoding: "utf8" }).split("\n");
  const parameters = [String(UNIT.exponent), UNIT.kStart, UNIT.kCount];
  return { compiler, run: () => parsed(execFileSync(program, parameters, { encoding: "utf8" })) };
}

function parsed(line: string): Turn {
  const [residueSum = "", candidates, nanoseconds] = line.trim().split(" ");
  if (Number(candidates) !== CANDIDATES) throw new Error(`the baseline powered ${candidates} candidates, not ${CANDIDATES}`);
  return { residueSum, seconds: Number(nanoseconds) / 1e9 };
}
