/** From AssemblyScript to a module, with the compiler that the built-in kernels use. */
import { join } from "node:path";
import { COMPILER_FLAGS } from "../../worker-kernels/compiler-flags.ts";
import { CliError } from "../cli-error.ts";

/** Compiles `cpu.ts` of a folder to `cpu.wasm` beside it. Throws a {@link CliError} with the compiler's messages. */
export async function compileKernel(folder: string): Promise<void> {
  // It takes longer to load than to compile, so that only a command that needs it loads it.
  const { default: asc } = await import("assemblyscript/asc");
  let messages = "";
  const stderr = { write: (text: string | Uint8Array): void => void (messages += String(text)) };
  const { error } = await asc.main(["cpu.ts", "--outFile", "cpu.wasm", "--baseDir", folder, ...COMPILER_FLAGS], { stderr });
  if (error !== null) throw new CliError(`${join(folder, "cpu.ts")} does not compile: ${error.message}\n${messages}`);
}
