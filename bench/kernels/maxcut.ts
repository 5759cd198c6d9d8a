/**
 * `kernel.maxcut.wasm`: vertices looked at per second of processor time, by searches on a random graph of the size of
 * those that such searches are compared on. Both sides must climb to the same cuts by the same steps.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { compareEdges, encodeGraph, type Edge } from "../../worker-kernels/maxcut/graph-blob.ts";
import type { Metric } from "../report.ts";
import { benchFolder, compileNative } from "./native.ts";
import { rated, type Side, takeTurns, wasmSide } from "./turns.ts";
import { xorshift } from "./xorshift.ts";

const VERTICES = 2_000;
const EDGES = 12_000;

/** About a second; temperatures as the manifest advises for such a graph. */
const UNIT = { vertices: VERTICES, seed: "20261120", walkers: 16, sweeps: 2_000, temperatureStart: 3_072, temperatureEnd: 205 };

const LOOKS = VERTICES * UNIT.walkers * UNIT.sweeps;

export function measureMaxcut(): Metric[] {
  const graph = randomGraph();
  const wasm = wasmSide("maxcut", { graph: "0".repeat(64), ...UNIT }, "climb", [graph]);
  const seconds = takeTurns({ wasm, ...nativeSide(graph) });
  return [rated("kernel.maxcut.wasm", "M looks/s", LOOKS / 1e6, seconds.get("wasm"), seconds.get("native"))];
}

function nativeSide(graph: Uint8Array): Readonly<Record<string, Side>> {
  const program = compileNative("maxcut");
  if (program === undefined) return {};
  const file = join(benchFolder(), "graph");
  writeFileSync(file, graph);
  const { seed, ...numbers } = UNIT;
  const parameters = [numbers.walkers, numbers.sweeps, numbers.temperatureStart, numbers.temperatureEnd].map(String);
  const native: Side = () => {
    const [answer = "", looks, nanoseconds] = program(file, seed, ...parameters);
    if (Number(looks) !== LOOKS) throw new Error(`the baseline looked at ${looks} vertices, not ${LOOKS}`);
    return { answer, seconds: Number(nanoseconds) / 1e9 };
  };
  return { native };
}

function randomGraph(): Uint8Array {
  const random = xorshift(1);
  const edges = new Map<string, Edge>();
  while (edges.size < EDGES) {
    const [i, j] = [random() % VERTICES, random() % VERTICES];
    if (i < j) edges.set(`${i} ${j}`, [i, j, 1]);
  }
  return encodeGraph({ vertices: VERTICES, edges: [...edges.values()].toSorted(compareEdges) });
}
