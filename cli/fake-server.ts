/** A server on loopback that answers as a test tells it to, and remembers what it was asked. */
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { onTestFinished } from "vitest";
import { batchIdSchema } from "../protocol/ids.ts";
import type { BatchStatus } from "../protocol/messages.ts";
import { type ProblemKind, toProblem } from "../protocol/problem.ts";

export interface Asked {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

type Answer = (asked: Asked, response: ServerResponse) => void;

/** Serves until the test has ended; the address comes first, then everything that was asked so far. */
export async function fakeServer(answer: Answer, { readsBody = true } = {}): Promise<[server: string, asked: readonly Asked[]]> {
  const asked: Asked[] = [];
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = "", url = "", headers } = request;
    const one = { method, url, headers, body: readsBody ? await text(request) : "" };
    asked.push(one);
    answer(one, response);
  };
  const server = createServer((request, response) => void serve(request, response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return [`http://127.0.0.1:${address.port}`, asked];
}

export const answerJson = (response: ServerResponse, status: number, body: unknown): void => {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
};

export const answerProblem = (response: ServerResponse, kind: ProblemKind, detail: string): void => {
  const problem = toProblem(kind, detail);
  answerJson(response, problem.status, problem);
};

/** A batch of four units in the middle of its life, but for what the test changes. */
export function someStatus(changes: Partial<BatchStatus> = {}): BatchStatus {
  return {
    batchId: batchIdSchema.parse("baaaaaaaaaaaaaaaa"),
    name: "known factors",
    kernel: { id: "mersenne-tf", version: "1.0.0" },
    state: "running",
    assurance: "quorum",
    policy: { minQuorum: 2, targetResults: 2, maxErrorResults: 3, maxTotalResults: 10, leaseSeconds: 600 },
    priority: "normal",
    createdAt: 0,
    units: 4,
    validated: 1,
    failed: 0,
    inProgress: 2,
    waiting: 1,
    held: 0,
    results: 3,
    microCobblestones: 0,
    ...changes,
  };
}
