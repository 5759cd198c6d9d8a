import { afterEach, beforeEach, expect, it } from "vitest";
import { ComputeBridge } from "../../web/engine/compute/compute-bridge.ts";
import { i32Const, tinyModule } from "../../worker-kernels/testing/tiny-module.ts";
import { spawnThread } from "./spawn-thread.ts";

const INPUT = new Uint8Array([1, 2, 3, 4]);
/** `loop br 0 end`: a step that never comes back. */
const FOR_EVER = [0x03, 0x40, 0x0c, 0x00, 0x0b, ...i32Const(0)];

let bridge: ComputeBridge;

beforeEach(() => {
  bridge = new ComputeBridge(spawnThread, { stopGraceMs: 4_000, watchMs: 20, silentLooks: 10, deafLooks: 500 });
});

afterEach(() => bridge.close());

it("stops between two slices and hands back a checkpoint, though the kernel would go on for ever", async () => {
  const module = tinyModule({ bodies: { step: i32Const(1) } });
  const end = await bridge.run({ module, input: INPUT }, 0, () => bridge.stop());
  expect(end).toMatchObject({ kind: "stopped", checkpoint: INPUT });
});

it("ends a thread whose kernel never comes back, and its unit as stuck", async () => {
  const module = tinyModule({ bodies: { step: FOR_EVER } });
  expect(await bridge.run({ module, input: INPUT }, 0, () => undefined)).toMatchObject({ kind: "failed", code: "stuck" });
  expect(await bridge.run({ module: tinyModule(), input: INPUT }, 0, () => undefined)).toMatchObject({ kind: "finished" });
});

it("ends such a thread on a stop as well", async () => {
  const strict = new ComputeBridge(spawnThread, { stopGraceMs: 50 });
  const running = strict.run({ module: tinyModule({ bodies: { step: FOR_EVER } }), input: INPUT }, 0, () => undefined);
  strict.stop();
  expect(await running).toEqual({ kind: "terminated" });
});
