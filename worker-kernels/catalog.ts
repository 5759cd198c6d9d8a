/**
 * The built-in kernels. This is the only list of them: a new kernel is a new folder and a line here.
 * The list is importable wherever the project runs; modules are fetched, not imported.
 */
import { type Manifest, manifestSchema } from "./contract.ts";
import maxcut from "./maxcut/manifest.json" with { type: "json" };
import mersenneTf from "./mersenne-tf/manifest.json" with { type: "json" };
import proteinSearch from "./protein-search/manifest.json" with { type: "json" };

/** Manifests, of each kernel from the oldest version to the newest. */
export const builtInKernels: readonly Manifest[] = [mersenneTf, maxcut, proteinSearch].map((manifest) => manifestSchema.parse(manifest));
