import { Worker } from "node:worker_threads";
import nodeEndpoint from "comlink/dist/umd/node-adapter.js";
import type { ComputeWorker } from "../../web/engine/compute/compute-bridge.ts";

/** A compute worker on a thread of Node's. */
export function spawnThread(): ComputeWorker {
  const thread = new Worker(new URL("./compute-thread.ts", import.meta.url));
  return {
    endpoint: nodeEndpoint(thread),
    onFailure: (listener) => thread.on("error", (error) => listener(String(error))),
    // Its promise tells when the thread has ended, which nobody waits for.
    terminate: () => void thread.terminate(),
  };
}
