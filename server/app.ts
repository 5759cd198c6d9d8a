/** The front Worker as one Hono app: parses at the door, finds the cell, streams. It keeps nothing itself. */
import { PROTOCOL_VERSION } from "../protocol/messages.ts";
import { limitAddress } from "./identity/front-limits.ts";
import { fetchAsset, serveAsset, serveKernelFile } from "./routes/assets.ts";
import { batchCheckRoutes } from "./routes/batch-check.ts";
import { batchControlRoutes } from "./routes/batch-control.ts";
import { batchManifestRoutes, publishedKeyRoutes } from "./routes/batch-manifest.ts";
import { batchResultRoutes } from "./routes/batch-results.ts";
import { batchSweepRoutes } from "./routes/batch-sweep.ts";
import { batchRoutes } from "./routes/batches.ts";
import { blobRoutes } from "./routes/blobs.ts";
import { exchangeRoutes } from "./routes/exchange.ts";
import { healthRoutes } from "./routes/health.ts";
import { hostRoutes } from "./routes/hosts.ts";
import { keyRoutes } from "./routes/keys.ts";
import { kernelRoutes } from "./routes/kernels.ts";
import { linkRoutes } from "./routes/links.ts";
import { ownHostRoutes } from "./routes/own-host.ts";
import { problemPage } from "./routes/problem-page.ts";
import { notFound } from "./routes/problems.ts";
import { projectRoutes } from "./routes/projects.ts";
import { researcherRoutes } from "./routes/researchers.ts";
import { newRouter } from "./routes/router.ts";
import { describeSecurity } from "./routes/security.ts";
import { sessionRoutes } from "./routes/sessions.ts";
import { volunteerRoutes } from "./routes/volunteers.ts";
import { vouchingRoutes } from "./routes/vouching.ts";

const limited = newRouter();
limited.use(async ({ env, req }, next) => {
  limitAddress(env, req.raw, Date.now());
  await next();
});

const api = limited
  .route("/health", healthRoutes)
  .route("/kernels", kernelRoutes)
  .route("/hosts", hostRoutes)
  .route("/hosts", ownHostRoutes)
  .route("/hosts", vouchingRoutes)
  .route("/volunteers", volunteerRoutes)
  .route("/links", linkRoutes)
  .route("/sessions", sessionRoutes)
  .route("/exchange", exchangeRoutes)
  .route("/researchers", researcherRoutes)
  .route("/keys", keyRoutes)
  .route("/projects", projectRoutes)
  .route("/batches", batchRoutes)
  .route("/batches", batchCheckRoutes)
  .route("/batches", batchSweepRoutes)
  .route("/batches", batchResultRoutes)
  .route("/batches", batchManifestRoutes)
  .route("/batches", batchControlRoutes)
  .route("/blobs", blobRoutes);

const mounted = newRouter().route("/api/v1", api).route("/.well-known", publishedKeyRoutes);

/** The typed client's view of the API. */
export type AppType = typeof mounted;

export const app = mounted;

describeSecurity(app);

app.doc31("/api/v1/openapi.json", {
  openapi: "3.1.0",
  info: {
    title: "Manyhands",
    version: String(PROTOCOL_VERSION),
    description: "Lease work units, report results, submit batches. Refusals are problem details (RFC 9457).",
  },
});

app.get("/api/docs", async (context) => (await fetchAsset(context, "/docs/index.html")) ?? notFound(context));
app.get("/api/docs/problems", (context) => context.html(problemPage()));
app.all("/api/*", notFound);
app.get("*", async (context) => (await serveAsset(context)) ?? (await serveKernelFile(context)) ?? notFound(context));
app.notFound(notFound);
