/** A unit that a test drives by hand, piece by piece, where the runner would find its own budgets. */
import { MAX_OUTPUT_BYTES } from "../../protocol/limits.ts";
import { MAX_CHECKPOINT_BYTES } from "../contract.ts";
import { KernelInstance, type KernelFailure } from "../kernel-module.ts";

const A_MILLION_STEPS = 1_000_000;

export function newInstance(module: WebAssembly.Module): KernelInstance {
  const instance = KernelInstance.create(module);
  if (!(instance instanceof KernelInstance)) throw new Error(instance.message);
  return instance;
}

/** Hands bytes to `begin` or `load` and returns the module's code. */
export function offer(instance: KernelInstance, name: "begin" | "load", bytes: Uint8Array): number {
  write(instance, bytes);
  return valueOf(instance.call(name, bytes.length));
}

/** Hands over a unit's blobs and then its input; returns the first code that is a refusal, else 0. */
export function offerUnit(instance: KernelInstance, input: Uint8Array, blobs: readonly Uint8Array[]): number {
  for (const [index, blob] of blobs.entries()) {
    write(instance, blob);
    const code = valueOf(instance.call("attach", index, blob.length));
    if (code !== 0) return code;
  }
  return offer(instance, "begin", input);
}

/** A fresh instance that has taken the blobs, the input, and the checkpoint where there is one. */
export function begun(
  module: WebAssembly.Module,
  input: Uint8Array,
  checkpoint?: Uint8Array,
  blobs: readonly Uint8Array[] = [],
): KernelInstance {
  const instance = newInstance(module);
  const code = offerUnit(instance, input, blobs) || (checkpoint && offer(instance, "load", checkpoint));
  if (code) throw new Error(`refused with code ${code}`);
  return instance;
}

function write(instance: KernelInstance, bytes: Uint8Array): void {
  const failure = instance.write(bytes);
  if (failure) throw new Error(failure.message);
}

/** Does so many pieces; tells whether more are left. */
export const step = (instance: KernelInstance, budget: number): boolean => valueOf(instance.call("step", budget)) !== 0;
export const progress = (instance: KernelInstance): number => valueOf(instance.call("progress"));
export const save = (instance: KernelInstance): Uint8Array => valueOf(instance.read("save", MAX_CHECKPOINT_BYTES));

/** Runs to the end and returns the output. */
export function runOut(instance: KernelInstance, budget = 1000): Uint8Array {
  for (let steps = 0; step(instance, budget); steps++) {
    if (steps === A_MILLION_STEPS) throw new Error("the unit does not end");
  }
  return valueOf(instance.read("finish", MAX_OUTPUT_BYTES));
}

function valueOf<T extends number | Uint8Array>(answer: T | KernelFailure): T {
  if (typeof answer === "number" || answer instanceof Uint8Array) return answer;
  throw new Error(answer.message);
}
