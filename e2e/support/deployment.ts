/** A deployment on the real workerd in a folder of its own, which can be killed and started again. */
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BatchStatus, batchStatusSchema } from "../../protocol/messages.ts";
import { type ApiHost, enrolApiHost } from "./api-host.ts";
import { type RunningServer, startServer } from "../../server/selfhost/server-process.ts";
import type { Settings } from "../../server/selfhost/workerd-config.ts";

export interface Deployment {
  readonly url: string;
  readonly operatorKey: string;
  readonly dataFolder: string;
  /** Hands in a batch; refusals come back as the response. */
  submit(body: string, query?: Record<string, string>, contentType?: string): Promise<Response>;
  /** Hands in rows that are known to be good. */
  submitRows(rows: readonly string[], query?: Record<string, string>): Promise<BatchStatus>;
  status(batchId: string): Promise<BatchStatus>;
  /** A new host that the operator vouches for: its results count from the first on. */
  trustedHost(): Promise<ApiHost>;
  /** Ends the server as a crash would. */
  kill(): Promise<void>;
  /** Starts it again, on the same port and data. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

const HEADER = "exponent,kStart,kCount";

export async function startDeployment(settings: Settings = {}): Promise<Deployment> {
  const folder = await mkdtemp(join(tmpdir(), "manyhands-test-"));
  let server: RunningServer = await startServer(folder, 0, settings);
  const { url, data } = server;

  const deployment: Deployment = {
    url,
    operatorKey: data.operatorKey,
    dataFolder: data.root,
    submit: (body, query = {}, contentType = "text/csv") =>
      fetch(`${url}/api/v1/batches?${new URLSearchParams({ kernel: "mersenne-tf", ...query })}`, {
        method: "POST",
        headers: { "content-type": contentType, authorization: `Bearer ${data.operatorKey}` },
        body,
      }),
    async submitRows(rows, query) {
      const response = await deployment.submit(`${[HEADER, ...rows].join("\n")}\n`, query);
      if (response.status !== 201) throw new Error(await response.text());
      return batchStatusSchema.parse(await response.json());
    },
    async status(batchId) {
      return batchStatusSchema.parse(await (await fetch(`${url}/api/v1/batches/${batchId}`)).json());
    },
    async trustedHost() {
      const host = await enrolApiHost(url);
      const headers = { authorization: `Bearer ${data.operatorKey}` };
      const answer = await fetch(`${url}/api/v1/hosts/${host.hostId}/vouched`, { method: "PUT", headers });
      if (!answer.ok) throw new Error(await answer.text());
      return host;
    },
    async kill() {
      const ended = once(server.process, "exit");
      server.process.kill("SIGKILL");
      await ended;
    },
    async restart() {
      server = await startServer(folder, Number(new URL(url).port), settings);
    },
    async close() {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
  return deployment;
}
