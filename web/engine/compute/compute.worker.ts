/** A browser's compute worker: exposes the compute service, nothing else. `compute-bridge.ts` wraps it. */
import { expose } from "comlink";
import { createComputeService } from "./compute-service.ts";

const { port1, port2 } = new MessageChannel();
port1.start();

/** A message to oneself comes after those already waiting, without the delays that browsers put on timers. */
const nextTurn = (): Promise<void> =>
  new Promise((resolve) => {
    port1.addEventListener("message", () => resolve(), { once: true });
    port2.postMessage(null);
  });

expose(createComputeService(nextTurn));
