/** Node's compute worker: exposes the compute service, nothing else. */
import { setImmediate } from "node:timers/promises";
import { parentPort } from "node:worker_threads";
import { expose } from "comlink";
import nodeEndpoint from "comlink/dist/umd/node-adapter.js";
import { createComputeService } from "../../web/engine/compute/compute-service.ts";

if (parentPort === null) throw new Error("this file is the inside of a worker thread");
// A message to oneself, which is best in browsers, would not do: Node reads up to a thousand messages of
// one port before it looks at the next, and a stop would wait for as many slices.
const nextTurn = (): Promise<void> => setImmediate();

expose(createComputeService(nextTurn), nodeEndpoint(parentPort));
