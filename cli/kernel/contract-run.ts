/** Holds a kernel to the contract on its author's own cases, and says in words what is broken. */
import { decodeRow } from "../../protocol/layout/row-bytes.ts";
import { binaryProblems } from "../../worker-kernels/module-rules.ts";
import { shaderProblems } from "../../worker-kernels/shader-rules.ts";
import * as checks from "../../worker-kernels/testing/contract-checks.ts";
import { runOut } from "../../worker-kernels/testing/driven-unit.ts";
import { type KnownCase, readCases } from "./cases.ts";
import type { KernelFolder } from "./kernel-folder.ts";

export interface Check {
  readonly title: string;
  /** What is broken, in words; empty when nothing is. */
  run(): readonly string[];
}

/** Pieces done at a time: as a slow machine would, as a fast one, and as neither. */
const SCHEDULES: readonly (readonly number[])[] = [[1, 1, 1, 2, 3], [400, 7, 1], Array.from({ length: 12 }, (_, i) => 1 + ((i * 37) % 50))];
const STOPS: readonly (readonly boolean[])[] = [[true], [false, true], [true, true, false]];
const SPOILT: readonly { readonly at: number; readonly change: number }[] = [0, 1, 2, 3, 5, 8, 13, 21, 34, 55, 89].map((at) => ({
  at,
  change: 1 << (at % 8),
}));

/** The checks in order. What the binary says of itself comes first: nothing else is worth asking of one that is refused. */
export function contractChecks(folder: KernelFolder): Check[] {
  const { manifest, module: bytes } = folder;
  const binary: Check = {
    title: "the module and the shader are what a server takes",
    run: () => [
      ...binaryProblems(bytes, manifest).map((problem) => `cpu.wasm: ${problem}`),
      ...shaderProblems(folder.shader, manifest).map((problem) => `gpu.wgsl: ${problem}`),
    ],
  };
  if (binary.run().length > 0 || !WebAssembly.validate(bytes)) return [binary, validity(bytes)];
  const module = new WebAssembly.Module(bytes);
  const cases = readCases(folder);
  const each = (title: string, check: (unit: checks.EncodedUnit, known: KnownCase) => string | undefined): Check => ({
    title,
    run: () => cases.flatMap((known) => told(known.name, () => check(known.unit, known))),
  });
  return [
    binary,
    each("each case has its known answer", (unit, known) => answerProblem(folder, module, known, unit)),
    each("an output is one row of its layout", (unit) => checks.layoutProblem(module, unit, manifest.output)),
    each("an output does not depend on slices and checkpoints", (unit) =>
      first(pairs(SCHEDULES, STOPS), ([sizes, stops]) => checks.slicingProblem(module, unit, sizes, endless(stops))),
    ),
    each("a checkpoint depends on what is done, and on nothing else", (unit) =>
      first(SCHEDULES, (sizes) => checks.checkpointProblem(module, unit, sizes)),
    ),
    each("a unit is not disturbed by the one before", (unit) =>
      first(cases, (other) => checks.restartProblem(module, other.unit, unit, 3)),
    ),
    each("progress grows from 0 to 1", (unit) => first(SCHEDULES, (sizes) => checks.progressProblem(module, unit, sizes))),
    each("an input of another length is refused", (unit) =>
      first(otherLengths(unit.input), (garbage) => checks.wrongLengthProblem(module, unit, garbage)),
    ),
    each("a spoilt checkpoint is refused", (unit) => first(SPOILT, (change) => checks.spoiltCheckpointProblem(module, unit, 2, change))),
    each("another unit's checkpoint is refused", (unit) =>
      first(
        cases.filter((other) => Buffer.compare(other.unit.input, unit.input) !== 0),
        (other) => checks.foreignCheckpointProblem(module, other.unit, unit),
      ),
    ),
  ];
}

const validity = (bytes: Uint8Array<ArrayBuffer>): Check => ({
  title: "the module is valid WebAssembly",
  run: () => (WebAssembly.validate(bytes) ? [] : ["cpu.wasm does not compile"]),
});

function answerProblem({ manifest }: KernelFolder, module: WebAssembly.Module, { output }: KnownCase, unit: checks.EncodedUnit) {
  const found = runOut(checks.begun(module, unit));
  if (Buffer.compare(found, output) === 0) return undefined;
  const row = (bytes: Uint8Array): string => JSON.stringify(decodeRow(manifest.output, bytes));
  return `found ${row(found)}, expected ${row(output)}`;
}

/** Nothing, a byte too few, a byte too many: what is there is a sound input. */
const otherLengths = (input: Uint8Array): Uint8Array[] => [new Uint8Array(0), input.subarray(0, -1), Uint8Array.from([...input, 0])];

/** What is wrong with one case. A module that traps is told like anything else. */
function told(name: string, check: () => string | undefined): string[] {
  try {
    const problem = check();
    return problem === undefined ? [] : [`case ${name}: ${problem}`];
  } catch (error) {
    return [`case ${name}: ${error instanceof Error ? error.message : String(error)}`];
  }
}

function first<T>(values: readonly T[], check: (value: T) => string | undefined): string | undefined {
  for (const value of values) {
    const problem = check(value);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

const pairs = <A, B>(some: readonly A[], others: readonly B[]): [A, B][] => some.flatMap((a) => others.map((b): [A, B] => [a, b]));

function* endless<T>(values: readonly T[]): Generator<T, never> {
  for (;;) yield* values;
}
