/** Counts what happens, from outside: replies, refusals, and who was found out. A run must prove that it did something. */
import type { ExchangeReply, ExchangeRequest } from "../protocol/messages.ts";
import type { ProblemError } from "../protocol/problem.ts";
import type { SimServer } from "./server.ts";
import type { SimHost, Watch } from "./sim-host.ts";
import type { Clock } from "./clock.ts";

/** How often something was seen, by name. */
export type Marks = Map<string, number>;

/** What the server said it stored of a host: it must never be gone again. */
export interface Acknowledged {
  readonly host: string;
  readonly unit: number;
}

/** An exchange that was answered just now. */
export interface Step {
  readonly server: SimServer;
  readonly host: SimHost;
  readonly request: ExchangeRequest;
  readonly reply: ExchangeReply;
}

export interface WorldWatch extends Watch {
  readonly marks: Marks;
  readonly acknowledged: Acknowledged[];
}

export function mark(marks: Marks, name: string, count = 1): void {
  marks.set(name, (marks.get(name) ?? 0) + count);
}

/** `remembers`: keeps every acknowledgement, which takes memory. `everyStep` is called after each request that was answered. */
export function newWatch(clock: Clock, server: () => SimServer, remembers: boolean, everyStep: (step: Step) => void): WorldWatch {
  const marks: Marks = new Map();
  const acknowledged: Acknowledged[] = [];
  const losses = new Map<SimHost, number>();

  /** Whether the host has lost something since it was last looked at. */
  function look(host: SimHost): void {
    const record = server().store().hosts.find(host.hostId);
    if (record === undefined) return;
    const now = record.rejected + record.voidBefore;
    if (now <= (losses.get(host) ?? 0)) return;
    losses.set(host, now);
    mark(marks, "liar found out");
    host.answersAtLastCaught = host.answers;
    if (host.caughtAt < Infinity) return;
    host.caughtAt = clock.now();
    host.answersAtCaught = host.answers;
  }

  return {
    marks,
    acknowledged,
    answered(host, request, reply) {
      if (reply.idleReason !== undefined) mark(marks, `idle: ${reply.idleReason}`);
      if (host.lies > 0) look(host);
      if (remembers) {
        for (const { outcomes } of request.reports) {
          for (const { unit, outcome } of outcomes) if (outcome === "success") acknowledged.push({ host: host.hostId, unit });
        }
      }
      everyStep({ server: server(), host, request, reply });
    },
    refused: (_, problem: ProblemError) => mark(marks, `refused: ${problem.kind}`),
    crashed: () => mark(marks, "crash"),
  };
}
