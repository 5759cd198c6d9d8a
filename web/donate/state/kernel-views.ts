/** Finds what a kernel shows of itself. Fetched when the kernel first appears, so a first visit loads none. */
/// <reference types="vite/client" />
import { signal } from "@preact/signals";
import type { KernelView } from "../../../worker-kernels/kernel-view.ts";
import { plainView } from "../components/plain-view.tsx";

const sources = import.meta.glob<KernelView>("../../../worker-kernels/*/view.tsx");

const arrived = signal<ReadonlyMap<string, KernelView>>(new Map());
const asked = new Set<string>();

/** The kernel's own view, or the plain one until that has arrived, or for good where there is none. */
export function viewOf(kernelId: string): KernelView {
  void fetchView(kernelId);
  return arrived.value.get(kernelId) ?? plainView;
}

async function fetchView(kernelId: string): Promise<void> {
  const source = sources[`../../../worker-kernels/${kernelId}/view.tsx`];
  if (source === undefined || asked.has(kernelId)) return;
  asked.add(kernelId);
  try {
    const view = await source();
    arrived.value = new Map(arrived.peek()).set(kernelId, view);
  } catch {
    // A view that does not arrive costs looks, not work: the plain one stays until it is asked for again.
    asked.delete(kernelId);
  }
}
