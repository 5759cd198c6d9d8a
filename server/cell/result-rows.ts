/** The assimilator's output: each decided unit as a row that names its columns by the kernel's layouts. */
import { fromBase64 } from "../../protocol/digest.ts";
import { decodeRow } from "../../protocol/layout/row-bytes.ts";
import type { Assurance, ResultRow } from "../../protocol/messages.ts";
import type { Manifest } from "../../worker-kernels/contract.ts";
import { errorProbability } from "../domain/error-estimate.ts";
import { replicas } from "../domain/work-unit.ts";
import type { DecidedUnit } from "./tables/units.ts";

export function toResultRow({ unit, input, record }: DecidedUnit, manifest: Manifest, assurance: Assurance): ResultRow {
  const asked = decodeRow(manifest.input, fromBase64(input));
  const common = { unit, input: asked, assurance };
  switch (record.kind) {
    case "validated": {
      const output = decodeRow(manifest.output, fromBase64(record.output));
      const sure = { replicas: replicas(record), basis: record.basis, errorProbability: errorProbability(record) };
      return { ...common, state: "validated", output, ...sure };
    }
    case "failed":
      return { ...common, state: "failed", output: null, replicas: 0, failure: record.reason };
    case "open":
    case "held":
      throw new Error(`unit ${unit} has no verdict`);
  }
}
