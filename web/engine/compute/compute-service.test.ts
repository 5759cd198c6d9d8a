import { describe, expect, it } from "vitest";
import { i32Const, tinyModule, UNREACHABLE } from "../../../worker-kernels/testing/tiny-module.ts";
import type { UnitProgress } from "./compute-api.ts";
import { createComputeService } from "./compute-service.ts";

const INPUT = new Uint8Array([1, 2, 3, 4]);
const ENDLESS = { bodies: { step: i32Const(1) } };

const nextTurn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

/** A clock that goes on by 100 ms each time somebody looks at it. */
function steppingClock(): () => number {
  let at = 0;
  return () => (at += 100);
}

describe("the compute service", () => {
  it("runs a unit to its end and answers with its output", async () => {
    const service = createComputeService(nextTurn);
    const end = await service.run({ module: tinyModule(), input: INPUT }, 0, () => undefined);
    expect(end).toMatchObject({ kind: "finished", output: INPUT });
  });

  it.each([
    ["trap", { step: [UNREACHABLE] }],
    ["trap", { finish: [UNREACHABLE] }],
    ["refused-input", { begin: i32Const(7) }],
  ])("ends a unit as %s when the kernel does so", async (code, bodies) => {
    const service = createComputeService(nextTurn);
    const end = await service.run({ module: tinyModule({ bodies }), input: INPUT }, 0, () => undefined);
    expect(end).toMatchObject({ kind: "failed", code });
  });

  it("stops after the slice under way, with a checkpoint", async () => {
    const service = createComputeService(nextTurn);
    const running = service.run({ module: tinyModule(ENDLESS), input: INPUT }, 0, () => undefined);
    await nextTurn();
    service.stop();
    expect(await running).toMatchObject({ kind: "stopped", checkpoint: INPUT });
  });

  it("does not let a rest delay a stop", async () => {
    const service = createComputeService(nextTurn, steppingClock());
    const running = service.run({ module: tinyModule(ENDLESS), input: INPUT }, 0.999, () => undefined);
    await nextTurn();
    service.stop();
    expect(await running).toMatchObject({ kind: "stopped" });
  });

  it("fails a unit whose checkpoint cannot be taken when it is stopped", async () => {
    const service = createComputeService(nextTurn);
    const bodies = { step: i32Const(1), save: [UNREACHABLE] };
    const running = service.run({ module: tinyModule({ bodies }), input: INPUT }, 0, () => undefined);
    await nextTurn();
    service.stop();
    expect(await running).toMatchObject({ kind: "failed", code: "trap" });
  });

  it("reports progress at once and then now and then, and a checkpoint more rarely", async () => {
    const service = createComputeService(nextTurn, steppingClock());
    const reports: UnitProgress[] = [];
    const running = service.run({ module: tinyModule(ENDLESS), input: INPUT }, 0, (report) => {
      reports.push(report);
      if (reports.length === 20) service.stop();
    });
    await running;
    const checkpoints = reports.filter(({ checkpoint }) => checkpoint !== undefined).length;
    expect(reports[0]).toMatchObject({ progress: 0.5 });
    expect(checkpoints).toBeGreaterThan(0);
    expect(checkpoints).toBeLessThan(5);
  });

  it("runs one unit after another, a stopped one as well", async () => {
    const service = createComputeService(nextTurn);
    service.stop();
    const end = await service.run({ module: tinyModule(), input: INPUT }, 0, () => undefined);
    expect(end.kind).toBe("finished");
  });
});
