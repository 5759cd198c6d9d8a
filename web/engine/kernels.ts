/** Kernels as this host has them: manifest, compiled module and shader, checked against what the server named. */
import { digestOf } from "../../protocol/digest.ts";
import type { Kernel } from "../../protocol/messages.ts";
import { type Manifest, manifestSchema } from "../../worker-kernels/contract.ts";
import type { GpuPart } from "../../worker-kernels/gpu-programs.ts";
import type { Api } from "./api-client.ts";
import type { KernelNews } from "./volunteer/event.ts";
import { kernelKey, type KernelRef } from "./volunteer/state.ts";

export interface LoadedKernel {
  readonly manifest: Manifest;
  readonly module: WebAssembly.Module;
  /** Where the shader is to be had, of a kernel that has one. */
  readonly shader: Kernel["shader"];
}

export class Kernels {
  readonly #api: Pick<Api, "kernel" | "module">;
  readonly #loaded = new Map<string, LoadedKernel>();
  readonly #gpuParts = new Map<string, Promise<GpuPart | null>>();

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
    const loaded = this.#loaded.get(kernelKey(kernel)) ?? (await this.#fetch(kernel));
    if (typeof loaded === "string") return { type: loaded, kernel };
    this.#loaded.set(kernelKey(kernel), loaded);
    return { type: "kernel-ready", kernel, hasShader: loaded.shader !== undefined && loaded.manifest.gpu !== undefined };
  }

  /** What a GPU needs of a kernel, fetched when the first unit wants it; null when it is not to be had. */
  async gpuPart(kernel: KernelRef): Promise<GpuPart | null> {
    const key = kernelKey(kernel);
    const part = this.#gpuParts.get(key) ?? this.#fetchGpuPart(this.get(kernel));
    this.#gpuParts.set(key, part);
    if ((await part) === null) this.#gpuParts.delete(key);
    return part;
  }

  async #fetchGpuPart({ manifest: { gpu }, shader }: LoadedKernel): Promise<GpuPart | null> {
    if (gpu === undefined || shader === undefined) return null;
    const bytes = await this.#api.module(shader.url);
    if (bytes.kind !== "reply" || digestOf(bytes.value) !== shader.sha256) return null;
    return { shader: new TextDecoder().decode(bytes.value), gpu };
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
      return { manifest: manifest.data, module: await WebAssembly.compile(bytes.value), shader: described.value.shader };
    } catch {
      return "kernel-unusable";
    }
  }
}
