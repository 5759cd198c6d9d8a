/** A router whose routes are described by schemas; what does not fit them is answered as a problem. */
import { OpenAPIHono } from "@hono/zod-openapi";
import type { Env } from "../env.ts";
import { onError, onInvalid } from "./problems.ts";

export interface AppEnv {
  Bindings: Env;
}

export function newRouter(): OpenAPIHono<AppEnv> {
  const router = new OpenAPIHono<AppEnv>({ defaultHook: onInvalid });
  router.onError(onError);
  return router;
}
