/** Kernels: what a deployment can compute. */
import { createRoute, z } from "@hono/zod-openapi";
import { MAX_KERNEL_BODY_BYTES } from "../../protocol/limits.ts";
import { kernelListSchema, kernelSchema } from "../../protocol/messages.ts";
import { requireScope, researcherOf } from "../access/asker.ts";
import { withinBlobQuota } from "../access/blob-quota.ts";
import { pushKernel } from "../intake/push-kernel.ts";
import { describeKernel, findKernel, listKernels } from "../kernels.ts";
import { limitBody } from "./body-limit.ts";
import { problemResponse } from "./problems.ts";
import { newRouter } from "./router.ts";
import { BY_KEY } from "./security.ts";

const list = createRoute({
  method: "get",
  path: "/",
  tags: ["kernels"],
  summary: "The kernels of this deployment",
  responses: {
    200: { description: "Every kernel and version", content: { "application/json": { schema: kernelListSchema } } },
  },
});

const one = createRoute({
  method: "get",
  path: "/{id}/{version}",
  tags: ["kernels"],
  summary: "A kernel's manifest, and where its module and its shader lie",
  request: { params: z.object({ id: z.string(), version: z.string() }) },
  responses: {
    200: { description: "Immutable", content: { "application/json": { schema: kernelSchema } } },
    "4XX": problemResponse("No such kernel"),
  },
});

const part = z.union([z.string(), z.instanceof(File)]);

const push = createRoute({
  method: "post",
  path: "/",
  tags: ["kernels"],
  summary: "Bring a kernel",
  description:
    "Scope: `kernels:write`. A researcher's kernel is computed in that researcher's batches, and its id is theirs. A version is kept for good. The same contents under the same version again are fine; others are a conflict.",
  security: BY_KEY,
  middleware: limitBody(MAX_KERNEL_BODY_BYTES),
  request: {
    body: {
      required: true,
      content: {
        "multipart/form-data": {
          schema: z.strictObject({
            manifest: part.openapi({ type: "string", description: "manifest.json" }),
            module: part.openapi({ type: "string", format: "binary", description: "cpu.wasm" }),
            shader: part
              .openapi({ type: "string", format: "binary", description: "gpu.wgsl, when the manifest has a gpu part" })
              .optional(),
          }),
        },
      },
    },
  },
  responses: {
    201: { description: "It may be named by batches now", content: { "application/json": { schema: kernelSchema } } },
    "4XX": problemResponse("Refused, with everything that is wrong with it; nothing was kept"),
  },
});

const bytesOf = async (given: string | File): Promise<Uint8Array<ArrayBuffer>> => new Uint8Array(await new Blob([given]).arrayBuffer());

export const kernelRoutes = newRouter()
  .openapi(list, async (context) => context.json({ kernels: await listKernels(context.env) }, 200))
  .openapi(one, async (context) => {
    const { id, version } = context.req.valid("param");
    const kernel = await findKernel(context.env, `${id}@${version}`);
    return context.json(await describeKernel(context.env, kernel, context.req.url), 200);
  })
  .openapi(push, async (context) => {
    const asker = await requireScope(context.env, context.req.header("authorization"), "kernels:write");
    const { manifest, module, shader } = context.req.valid("form");
    const parts = { manifest: await new Blob([manifest]).text(), module: await bytesOf(module) };
    const whole = { ...parts, ...(shader !== undefined && { shader: await bytesOf(shader) }) };
    const bytes = whole.module.length + (whole.shader?.length ?? 0);
    const kernel = await withinBlobQuota(context.env, asker, bytes, () => pushKernel(context.env, whole, researcherOf(asker)));
    return context.json(await describeKernel(context.env, kernel, context.req.url), 201);
  });
