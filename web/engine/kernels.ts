/** Kernels as this host has them: manifest and compiled module, checked against what the server named. */
import { digestOf } from "../../protocol/digest.ts";
import { type Manifest, manifestSchema } from "../../worker-kernels/contract.ts";
import type { Api } from "./api-client.ts";
import type { KernelNews } from "./volunteer/event.ts";
import { kernelKey, type KernelRef } from "./volunteer/state.ts";

export interface LoadedKernel {
  readonly manifest: Manifest;
  readonly module: WebAssembly.Module;
}

export class Kernels {
  readonly #api: Pick<Api, "kernel" | "module">;
  readonly #loaded = new Map<string, LoadedKernel>();

  constructor(api: Pick<Api, "kernel" | "module">) {
    this.#api = api;
  }

  /** A kernel whose loading ended with `kernel-ready`. */
  get(kernel: KernelRef): LoadedKernel {
    const loaded = this.#loaded.get(kernelKey(kernel));
    if (loaded === undefined) throw new Error(`the kernel ${kernelKey(kernel)} was not loaded`);
    return loaded;
  }

  async load(kernel: KernelRef): Promise<KernelNews> {
    if (this.#loaded.has(kernelKey(kernel))) return { type: "kernel-ready", kernel };
    const loaded = await this.#fetch(kernel);
    if (typeof loaded === "string") return { type: loaded, kernel };
    this.#loaded.set(kernelKey(kernel), loaded);
    return { type: "kernel-ready", kernel };
  }

  async #fetch(kernel: KernelRef): Promise<LoadedKernel | "kernel-unreachable" | "kernel-unusable"> {
    const described = await this.#api.kernel(kernel);
    if (described.kind !== "reply") return described.kind === "refused" ? "kernel-unusable" : "kernel-unreachable";
    const manifest = manifestSchema.safeParse(described.value.manifest);
    if (!manifest.success) return "kernel-unusable";
    const bytes = await this.#api.module(described.value.module.url);
    if (bytes.kind !== "reply") return bytes.kind === "refused" ? "kernel-unusable" : "kernel-unreachable";
    if (digestOf(bytes.value) !== described.value.module.sha256) return "kernel-unusable";
    try {
      return { manifest: manifest.data, module: await WebAssembly.compile(bytes.value) };
    } catch {
      return "kernel-unusable";
    }
  }
}
