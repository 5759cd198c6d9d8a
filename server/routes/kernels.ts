/** Kernels: what a deployment can compute. */
import { createRoute, z } from "@hono/zod-openapi";
import { kernelListSchema, kernelSchema } from "../../protocol/messages.ts";
import { builtInKernels } from "../../worker-kernels/catalog.ts";
import { filesOf, findKernel } from "../kernels.ts";
import { problemResponse } from "./problems.ts";
import { newRouter } from "./router.ts";

const list = createRoute({
  method: "get",
  path: "/",
  summary: "The kernels of this deployment",
  responses: {
    200: { description: "Every kernel and version", content: { "application/json": { schema: kernelListSchema } } },
  },
});

const one = createRoute({
  method: "get",
  path: "/{id}/{version}",
  summary: "A kernel's manifest, and where its module and its shader lie",
  request: { params: z.object({ id: z.string(), version: z.string() }) },
  responses: {
    200: { description: "Immutable", content: { "application/json": { schema: kernelSchema } } },
    "4XX": problemResponse("No such kernel"),
  },
});

export const kernelRoutes = newRouter()
  .openapi(list, (context) => {
    const kernels = builtInKernels.map(({ id, version, title, purpose }) => ({ id, version, title, purpose }));
    return context.json({ kernels }, 200);
  })
  .openapi(one, async (context) => {
    const { id, version } = context.req.valid("param");
    const manifest = findKernel(`${id}@${version}`);
    return context.json({ manifest, ...(await filesOf(context.env, manifest, context.req.url)) }, 200);
  });
