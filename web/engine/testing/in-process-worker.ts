/** A compute worker without a thread: the same service behind the same kind of port. */
import { expose } from "comlink";
import { createComputeService } from "../compute/compute-service.ts";
import type { ComputeWorker } from "../compute/compute-bridge.ts";

export function inProcessWorker(): ComputeWorker {
  const nextTurn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));
  return workerOf(createComputeService(nextTurn));
}

/** Exposes anything in the place of the service. */
export function workerOf(service: object): ComputeWorker {
  const { port1, port2 } = new MessageChannel();
  expose(service, port2);
  return { endpoint: port1, onFailure: () => undefined, terminate: () => port1.close() };
}
