/** Whether the server answers. */
import { createRoute } from "@hono/zod-openapi";
import { healthSchema, PROTOCOL_VERSION } from "../../protocol/messages.ts";
import { newRouter } from "./router.ts";

const health = createRoute({
  method: "get",
  path: "/",
  tags: ["server"],
  summary: "Whether the server answers",
  responses: { 200: { description: "It does", content: { "application/json": { schema: healthSchema } } } },
});

export const healthRoutes = newRouter().openapi(health, (context) =>
  context.json({ status: "ok" as const, protocolVersion: PROTOCOL_VERSION }, 200),
);
