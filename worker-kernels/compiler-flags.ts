/** How kernels in AssemblyScript are compiled, ours and everybody's. */
import { MAX_MODULE_PAGES } from "./contract.ts";

/** A module without imports and without a garbage collector, in which every vector instruction stays as written. */
export const COMPILER_FLAGS: readonly string[] = [
  "-O3",
  "--converge",
  "--noAssert",
  "--runtime=stub",
  "--enable=simd",
  // A trap instead of the import `env.abort`.
  "--use=abort=",
  // Address 0 stays free: the contract's `reserve` answers with it when there is no room.
  "--memoryBase=1024",
  `--maximumMemory=${MAX_MODULE_PAGES}`,
];
