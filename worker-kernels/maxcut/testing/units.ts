/** Units for tests, as the reference and as a table know them. */
import fc from "fast-check";
import { digestOf } from "../../../protocol/digest.ts";
import type { Row } from "../../../protocol/layout/layout.ts";
import { encodeGraph } from "../graph-blob.ts";
import type { AnnealingOutput, AnnealingUnit } from "../reference.ts";
import { graphs } from "./graphs.ts";

/** The blobs of the graphs that were named in rows, by digest. */
const blobs = new Map<string, Uint8Array>();

export const blobOf = (digest: string): Uint8Array => blobs.get(digest) ?? new Uint8Array();

export function rowOf({ graph, seed, walkers, sweeps, temperatureStart, temperatureEnd }: AnnealingUnit): Row {
  const blob = encodeGraph(graph);
  const digest = digestOf(blob);
  blobs.set(digest, blob);
  return { graph: digest, vertices: graph.vertices, seed: String(seed), walkers, sweeps, temperatureStart, temperatureEnd };
}

export const outputRowOf = ({ cut, climb, partition }: AnnealingOutput): Row => ({
  cut: String(cut),
  climb: climb.map(String),
  partition: [...partition],
});

const temperatures = fc.oneof(fc.constantFrom(0, 1, 1_024, 2 ** 32 - 1), fc.nat(8_192), fc.nat({ max: 2 ** 32 - 1 }));

/** Units of up to so many vertices and sweeps. */
export const unitsUpTo = (vertices: number, sweeps: number, walkers = 5): fc.Arbitrary<AnnealingUnit> =>
  fc
    .record({
      graph: graphs(vertices),
      seed: fc.oneof(fc.constantFrom(0n, 2n ** 32n, 2n ** 64n - 1n), fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })),
      walkers: fc.oneof(fc.constant(1), fc.integer({ min: 2, max: walkers })),
      sweeps: fc.integer({ min: 1, max: sweeps }),
      between: fc.tuple(temperatures, temperatures),
    })
    .map(({ between: [a, b], ...unit }) => ({ ...unit, temperatureStart: Math.max(a, b), temperatureEnd: Math.min(a, b) }));
