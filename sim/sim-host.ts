/** What every simulated host shares: who it is, its line to the server, and what the world keeps of it. */
import { type HostId, ID_RANDOM_BYTES, makeHostId } from "../protocol/ids.ts";
import type { ExchangeReply, ExchangeRequest } from "../protocol/messages.ts";
import { ProblemError } from "../protocol/problem.ts";
import type { SuccessOutcome } from "../web/engine/volunteer/event.ts";
import type { Character } from "./character.ts";
import type { Clock } from "./clock.ts";
import { Crash } from "./crash.ts";
import { type EncodedClaim, encodeClaim } from "./kernel.ts";
import { between, type Random } from "./prng.ts";
import type { SimServer } from "./server.ts";

/** Where hosts live. */
export interface Surroundings {
  readonly startedAt: number;
  readonly clock: Clock;
  readonly random: Random;
  readonly server: SimServer;
  readonly truthOf: (unit: number) => EncodedClaim;
  readonly watch: Watch;
}

/** Sees everything that goes over the wire, from outside. */
export interface Watch {
  answered(host: SimHost, request: ExchangeRequest, reply: ExchangeReply): void;
  refused(host: SimHost, problem: ProblemError): void;
  crashed(): void;
}

export interface SimHost {
  readonly hostId: HostId;
  readonly character: Character;
  readonly bornAt: number;
  nonce: number;
  /** Units it has answered, those of them that it computed, and those that were lies. */
  answers: number;
  computed: number;
  lies: number;
  /** When it lied first, and how many answers it had given until then. */
  firstLieAt: number;
  answersAtFirstLie: number;
  /** When it was first seen to be found out, and its answers then; and its answers when it was last. */
  caughtAt: number;
  answersAtCaught: number;
  answersAtLastCaught: number;
}

/** What came of a request: a reply, a refusal, or nothing. */
export type Heard = { readonly reply: ExchangeReply } | { readonly problem: ProblemError } | "nothing";

export function makeHost(index: number, character: Character, bornAt: number): SimHost {
  const bytes = new Uint8Array(ID_RANDOM_BYTES);
  new DataView(bytes.buffer).setUint32(4, index);
  const counts = { nonce: 0, answers: 0, computed: 0, lies: 0 };
  const lying = { firstLieAt: Infinity, answersAtFirstLie: 0, caughtAt: Infinity, answersAtCaught: 0, answersAtLastCaught: 0 };
  return { hostId: makeHostId(bytes), character, bornAt, ...counts, ...lying };
}

/** A number that is larger with every request, near the host's idea of the server's clock. */
export function nextNonce(host: SimHost, now: number): number {
  host.nonce = Math.max(host.nonce + 1, Math.floor(now));
  return host.nonce;
}

/** Sends a request that reaches the server now. */
export function call({ server, watch }: Surroundings, host: SimHost, nonce: number, request: ExchangeRequest): Heard {
  try {
    const reply = server.exchange({ hostId: host.hostId, nonce, prefix: host.character.prefix }, request);
    watch.answered(host, request, reply);
    return { reply };
  } catch (error) {
    if (error instanceof Crash) {
      server.kill();
      watch.crashed();
      return "nothing";
    }
    if (!(error instanceof ProblemError)) throw error;
    watch.refused(host, error);
    return { problem: error };
  }
}

/** What the host answers for a unit at the true time `now`, which may lie ahead of the clock's. */
export function answerOf(around: Surroundings, host: SimHost, unit: number, elapsedMs: number, now: number): SuccessOutcome {
  const { character, answers } = host;
  const sinceCaught = answers - host.answersAtLastCaught;
  const lie = character.answering({ unit, answers, sinceCaught, now: now - around.startedAt, random: around.random });
  host.answers += 1;
  if (lie === null || lie.isComputed) host.computed += 1;
  if (lie === null) return { outcome: "success", unit, ...around.truthOf(unit), elapsedMs };
  if (host.lies === 0) [host.firstLieAt, host.answersAtFirstLie] = [now, host.answers];
  host.lies += 1;
  return { outcome: "success", unit, ...encodeClaim(lie.claim), elapsedMs };
}

export const latency = (random: Random, { latencyMs: [low, high] }: Character): number => between(random, low, high);

export const isLost = (random: Random, { lossShare }: Character): boolean => lossShare > 0 && random() < lossShare;
