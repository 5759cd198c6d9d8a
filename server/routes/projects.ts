/** Projects: what batches are for, as volunteers are told. */
import { createRoute, z } from "@hono/zod-openapi";
import { projectIdSchema } from "../../protocol/ids.ts";
import { MAX_JSON_BODY_BYTES } from "../../protocol/limits.ts";
import { ProblemError } from "../../protocol/problem.ts";
import { projectChangeSchema, projectListSchema, projectRequestSchema, projectSchema } from "../../protocol/research.ts";
import { requireScope } from "../access/asker.ts";
import { blobsOf } from "../blobs/blobs-of.ts";
import { orThrow } from "../cell/refusal.ts";
import { cellOf, registryOf } from "../cells.ts";
import type { Env } from "../env.ts";
import { limitBody } from "./body-limit.ts";
import { problemResponse } from "./problems.ts";
import { newRouter } from "./router.ts";
import { BY_KEY } from "./security.ts";

const projectParam = { params: z.object({ projectId: projectIdSchema }) };
const one = { content: { "application/json": { schema: projectSchema } } };

const list = createRoute({
  method: "get",
  path: "/",
  tags: ["projects"],
  summary: "The projects of this deployment, the oldest first; archived ones too",
  responses: { 200: { description: "Public", content: { "application/json": { schema: projectListSchema } } } },
});

const show = createRoute({
  method: "get",
  path: "/{projectId}",
  tags: ["projects"],
  summary: "A project",
  request: projectParam,
  responses: { 200: { description: "Public", ...one }, "4XX": problemResponse("No such project") },
});

const make = createRoute({
  method: "post",
  path: "/",
  tags: ["projects"],
  summary: "Make a project",
  description: "Scope: `projects:write`. Its share is that of all new ones until the operator sets another.",
  security: BY_KEY,
  middleware: limitBody(MAX_JSON_BODY_BYTES),
  request: { body: { required: true, content: { "application/json": { schema: projectRequestSchema } } } },
  responses: { 201: { description: "It may be named by batches now", ...one }, "4XX": problemResponse("Refused") },
});

const change = createRoute({
  method: "patch",
  path: "/{projectId}",
  tags: ["projects"],
  summary: "Change a project, archive it, take it out of the archive",
  description:
    "Scope: `projects:write`, and one's own project. The operator alone sets `share`. An archived project takes no new batches; those that it has go on.",
  security: BY_KEY,
  middleware: limitBody(MAX_JSON_BODY_BYTES),
  request: { ...projectParam, body: { required: true, content: { "application/json": { schema: projectChangeSchema } } } },
  responses: { 200: { description: "What is on record now", ...one }, "4XX": problemResponse("Refused") },
});

/** A picture is a blob that is here: a page that shows it must find it. */
async function refuseMissing(env: Env, picture: string | null | undefined): Promise<void> {
  if (typeof picture !== "string" || (await blobsOf(env).size(picture)) !== undefined) return;
  throw new ProblemError("unknown-blob", `There is no blob ${picture} here`, [
    { field: "/picture", value: picture, expected: "a blob that was put here" },
  ]);
}

export const projectRoutes = newRouter()
  .openapi(list, async (context) => context.json({ projects: await registryOf(context.env).projects() }, 200))
  .openapi(show, async (context) => {
    const { projectId } = context.req.valid("param");
    return context.json(orThrow(await registryOf(context.env).project(projectId)), 200);
  })
  .openapi(make, async (context) => {
    const { holder } = await requireScope(context.env, context.req.header("authorization"), "projects:write");
    const request = context.req.valid("json");
    await refuseMissing(context.env, request.picture);
    return context.json(orThrow(await registryOf(context.env).addProject(holder, request)), 201);
  })
  .openapi(change, async (context) => {
    const { holder } = await requireScope(context.env, context.req.header("authorization"), "projects:write");
    const { projectId } = context.req.valid("param");
    const request = context.req.valid("json");
    await refuseMissing(context.env, request.picture);
    const project = orThrow(await registryOf(context.env).changeProject(holder, projectId, request));
    // The cell leases by the share; should it not hear of it, it hears of it with the project's next batch.
    await cellOf(context.env).noteProject({ projectId, title: project.title, share: project.share });
    return context.json(project, 200);
  });
