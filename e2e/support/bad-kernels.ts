/** Kernels that the server takes, because what they say of themselves is in order, and that then misbehave. */
import { withLimits } from "../../worker-kernels/testing/memory-section.ts";
import { growMemory, i32Const, tinyModuleBytes, UNREACHABLE } from "../../worker-kernels/testing/tiny-module.ts";
import type { Deployment } from "./deployment.ts";

/** `(loop (br 0))`, as instructions. */
const FOR_EVER = [0x03, 0x40, 0x0c, 0x00, 0x0b, ...i32Const(0)];
const DROP = 0x1a;
/** The limits of a memory that may grow to all that is allowed: 4,096 pages. */
const ROOMY = [0x01, 1, 0x80, 0x20];

const MODULES = {
  loops: { step: FOR_EVER },
  "loops-at-once": { begin: FOR_EVER },
  traps: { step: [UNREACHABLE] },
  // A quarter of a gigabyte, and then an output that is longer than any memory.
  grows: { step: [...growMemory(4_000), DROP, ...i32Const(0)], finish: i32Const(-1) },
  garbage: { finish: i32Const(3) },
} as const;

const manifestOf = (id: string): object => ({
  contract: 1,
  id,
  version: "1.0.0",
  title: `A kernel that ${id}`,
  purpose: "Shows that it costs its unit and nothing else.",
  input: { fields: [{ name: "n", type: "u32", description: "any number" }] },
  output: { fields: [{ name: "value", type: "u32", description: "never comes" }] },
  cost: { base: 1_000_000, perField: {} },
  comparison: "exact",
  assurance: ["quorum"],
  picture: { field: "value", caption: "nothing" },
});

/** Brings them all, hands in a batch of some units of each, and answers with the batches' ids. */
export async function submitBadBatches(deployment: Deployment, units: number): Promise<string[]> {
  const ids: string[] = [];
  for (const [id, bodies] of Object.entries(MODULES)) {
    const body = new FormData();
    body.set("manifest", new File([JSON.stringify(manifestOf(id))], "manifest.json"));
    body.set("module", new File([withLimits(tinyModuleBytes({ bodies }), ROOMY)], "cpu.wasm"));
    const headers = { authorization: `Bearer ${deployment.operatorKey}` };
    const pushed = await fetch(`${deployment.url}/api/v1/kernels`, { method: "POST", headers, body });
    if (!pushed.ok) throw new Error(await pushed.text());
    const rows = Array.from({ length: units }, (_, n) => n).join("\n");
    const batch = await deployment.submit(`n\n${rows}\n`, { kernel: id, quorum: "1", maxErrors: "0" });
    ids.push(((await batch.json()) as { batchId: string }).batchId);
  }
  return ids;
}
