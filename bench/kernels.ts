/**
 * How fast kernels run on one core, beside plain C for the same work, and beside the best known tool where one is
 * installed. What is measured of each kernel stands in `kernels/<kernel>.ts`.
 *
 *     npm run -s bench:kernels -- --json
 *
 * A kernel runs as a volunteer runs it: whole units, through the CPU runner in slices. The baselines are
 * `native/<kernel>.c`, compiled here with `cc -O3 -msse4.1`; without a compiler there are none. The sides take turns,
 * and medians are compared. `kernels/engine.ts` measures what the engine around a kernel takes, `kernels/gpu.ts` a GPU
 * where there is a real one.
 */
import { buildKernels } from "../tools/build/kernels.ts";
import { measureEngine } from "./kernels/engine.ts";
import { measureGpu } from "./kernels/gpu.ts";
import { measureMaxcut } from "./kernels/maxcut.ts";
import { measureMersenneTf } from "./kernels/mersenne-tf.ts";
import { nativeEnvironment } from "./kernels/native.ts";
import { measureProteinSearch } from "./kernels/protein-search.ts";
import { environment, note, printReport } from "./report.ts";

await buildKernels(note);
printReport({
  metrics: [...measureMersenneTf(), ...measureProteinSearch(), ...measureMaxcut(), ...(await measureEngine()), ...(await measureGpu())],
  environment: environment(nativeEnvironment()),
});
