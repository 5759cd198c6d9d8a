import { describe, expect, it, vi } from "vitest";
import { i32Const, tinyModule } from "../../../worker-kernels/testing/tiny-module.ts";
import { inProcessWorker, workerOf } from "../testing/in-process-worker.ts";
import { ComputeBridge, type ComputeWorker } from "./compute-bridge.ts";

const UNIT = { module: tinyModule(), input: new Uint8Array([1, 2, 3, 4]) };
const ENDLESS = { ...UNIT, module: tinyModule({ bodies: { step: i32Const(1) } }) };

const never = (): Promise<never> => new Promise(() => undefined);
/** Never comes up. */
const deafWorker = (): ComputeWorker => workerOf({ hello: never, run: never, stop: never });
/** Comes up, and is never heard of again: a kernel loops in it. */
const loopingWorker = (): ComputeWorker => workerOf({ hello: () => undefined, run: never, stop: never });

const ignore = (): void => undefined;
const after = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe("the compute bridge", () => {
  it("starts one worker, when it is first needed, and keeps it for the next unit", async () => {
    const spawn = vi.fn(inProcessWorker);
    const bridge = new ComputeBridge(spawn);
    expect(spawn).not.toHaveBeenCalled();
    expect(await bridge.run(UNIT, 0, ignore)).toMatchObject({ kind: "finished", output: UNIT.input });
    expect(await bridge.run(UNIT, 0, ignore)).toMatchObject({ kind: "finished" });
    expect(spawn).toHaveBeenCalledTimes(1);
    bridge.close();
  });

  it("stops a unit politely when the worker answers", async () => {
    const bridge = new ComputeBridge(inProcessWorker);
    const running = bridge.run(ENDLESS, 0, () => bridge.stop());
    expect(await running).toMatchObject({ kind: "stopped", checkpoint: UNIT.input });
    bridge.close();
  });

  it("ends the worker when it does not answer a stop, and starts another for the next unit", async () => {
    const workers = [loopingWorker(), inProcessWorker()];
    const spawn = vi.fn(() => workers.shift() ?? inProcessWorker());
    const bridge = new ComputeBridge(spawn, { stopGraceMs: 20 });
    const running = bridge.run(ENDLESS, 0, ignore);
    bridge.stop();
    expect(await running).toEqual({ kind: "terminated" });
    expect(await bridge.run(UNIT, 0, ignore)).toMatchObject({ kind: "finished" });
    expect(spawn).toHaveBeenCalledTimes(2);
    bridge.close();
  });

  it("holds a unit to be stuck when its worker falls silent", async () => {
    const worker = loopingWorker();
    const terminate = vi.spyOn(worker, "terminate");
    const bridge = new ComputeBridge(() => worker, { watchMs: 5, silentLooks: 4 });
    expect(await bridge.run(ENDLESS, 0, ignore)).toMatchObject({ kind: "failed", code: "stuck" });
    expect(terminate).toHaveBeenCalled();
  });

  it("does not take a worker for stuck that reports", async () => {
    const bridge = new ComputeBridge(inProcessWorker, { watchMs: 100, silentLooks: 5 });
    const running = bridge.run(ENDLESS, 0, ignore);
    await after(1_000);
    bridge.stop();
    expect((await running).kind).toBe("stopped");
    bridge.close();
  });

  it("says that workers are not to be had when one never gives a sign of life", async () => {
    const bridge = new ComputeBridge(deafWorker, { watchMs: 2, deafLooks: 3 });
    expect(await bridge.run(ENDLESS, 0, ignore)).toMatchObject({ kind: "unavailable" });
  });

  it("says so too when a worker cannot be started or loaded", async () => {
    const forbidden = new ComputeBridge(() => {
      throw new Error("forbidden");
    });
    expect(await forbidden.run(UNIT, 0, ignore)).toMatchObject({ kind: "unavailable" });
    const unloadable = new ComputeBridge(() => ({
      ...deafWorker(),
      onFailure: (listener) => void setTimeout(() => listener("blocked"), 1),
    }));
    expect(await unloadable.run(UNIT, 0, ignore)).toEqual({ kind: "unavailable", message: "blocked" });
  });

  it("fails the unit, not the device, when a worker that ran crashes", async () => {
    const bridge = new ComputeBridge(() => ({
      ...loopingWorker(),
      onFailure: (listener) => void setTimeout(() => listener("out of memory"), 50),
    }));
    expect(await bridge.run(UNIT, 0, ignore)).toMatchObject({ kind: "failed", code: "trap" });
  });

  it("ends an idle worker", async () => {
    const worker = inProcessWorker();
    const terminate = vi.spyOn(worker, "terminate");
    const bridge = new ComputeBridge(() => worker, { idleAfterMs: 10 });
    await bridge.run(UNIT, 0, ignore);
    await after(30);
    expect(terminate).toHaveBeenCalledTimes(1);
  });

  it("ends the running unit when it is closed", async () => {
    const bridge = new ComputeBridge(inProcessWorker);
    const running = bridge.run(ENDLESS, 0, ignore);
    bridge.close();
    expect(await running).toEqual({ kind: "terminated" });
  });
});
