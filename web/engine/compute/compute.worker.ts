/** A browser's compute worker: exposes the compute service, nothing else. `compute-bridge.ts` wraps it. */
import { expose } from "comlink";
import { createComputeService } from "./compute-service.ts";
import { GpuDevices } from "./gpu-devices.ts";

const { port1, port2 } = new MessageChannel();
port1.start();

/** A message to oneself comes after those already waiting, without the delays that browsers put on timers. */
const nextTurn = (): Promise<void> =>
  new Promise((resolve) => {
    port1.addEventListener("message", () => resolve(), { once: true });
    port2.postMessage(null);
  });

/** Absent in older browsers, and in pages that are not secure. */
const { gpu } = navigator as Partial<Pick<WorkerNavigator, "gpu">>;

expose(createComputeService(nextTurn, () => performance.now(), new GpuDevices(gpu)));
