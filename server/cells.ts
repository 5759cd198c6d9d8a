/** Which Durable Object to ask. One cell is the self-hosted default; a deployment grows by adding cells. */
import type { Cell } from "./cell/cell-object.ts";
import type { Env } from "./env.ts";
import type { Registry } from "./registry/registry-object.ts";

const CELL_NAME = "cell-0";
const REGISTRY_NAME = "registry";

export const cellOf = (env: Env): DurableObjectStub<Cell> => env.CELL.get(env.CELL.idFromName(CELL_NAME));

export const registryOf = (env: Env): DurableObjectStub<Registry> => env.REGISTRY.get(env.REGISTRY.idFromName(REGISTRY_NAME));
