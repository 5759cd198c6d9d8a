/** `manyhands kernel push`: hands a kernel to a deployment, for good. */
import { Command } from "commander";
import { CliError } from "../cli-error.ts";
import { findKey } from "../key.ts";
import { type KeyedOptions, withJson, withKey } from "../options.ts";
import { connect } from "../server-client.ts";
import { openKernelFolder } from "./kernel-folder.ts";

interface PushOptions extends KeyedOptions {
  readonly json?: boolean;
}

export function pushCommand(): Command {
  const command = new Command("push")
    .description("bring a kernel to a deployment; prints its id@version")
    .argument("[folder]", "the kernel's folder", ".");
  return withJson(withKey(command)).action(push);
}

async function push(path: string, options: PushOptions): Promise<void> {
  const { manifest, module, shader } = await openKernelFolder(path);
  // The server cannot compile it, and a version that volunteers cannot compile would be there for good.
  if (!WebAssembly.validate(module)) throw new CliError(`${path}: cpu.wasm is not valid WebAssembly; nothing was pushed`);
  const kernel = await connect(options.server, findKey(options)).pushKernel({
    manifest: new File([JSON.stringify(manifest)], "manifest.json", { type: "application/json" }),
    module: new File([module], "cpu.wasm", { type: "application/wasm" }),
    ...(shader && { shader: new File([shader], "gpu.wgsl") }),
  });
  const name = `${manifest.id}@${manifest.version}`;
  console.log(options.json === true ? JSON.stringify({ kernel: name, ...kernel }) : name);
}
