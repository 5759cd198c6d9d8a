/** A browser's compute worker: exposes the compute service, nothing else. `compute-bridge.ts` wraps it. */
import { expose } from "comlink";
import { createComputeService } from "./compute-service.ts";

expose(createComputeService());
