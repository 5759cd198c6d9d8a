/**
 * A host with a program of its own: it speaks the protocol and keeps none of the client's manners. It asks for as much
 * as it may get, takes its time or none, and tells the others of its ring when it was lent something.
 */
import { type ExchangeReply, type ExchangeRequest, type Outcome, PROTOCOL_VERSION, type Report, type Wish } from "../protocol/messages.ts";
import { makeUuid } from "../web/engine/volunteer/backoff.ts";
import { disturb } from "./mischief.ts";
import { between } from "./prng.ts";
import { answerOf, call, isLost, latency, nextNonce, type SimHost, type Surroundings } from "./sim-host.ts";

const DEFAULT_APPETITE = 200;
const ASK_AGAIN_MS = 15_000;
/** Between the members of a ring: a message among friends. */
const NUDGE_MS = 3;

/** Starts the host now. */
export function startOwnProgram(around: Surroundings, host: SimHost): void {
  const { clock, random, server } = around;
  const { character, bornAt } = host;
  const goneAt = bornAt + character.vanishesAfterMs;
  const appetite = character.appetite ?? DEFAULT_APPETITE;
  const wish: Wish = { seconds: 1_800, operationsPerSecond: 1e12, minUnits: 1, maxUnits: appetite };
  let reports: Report[] = [];
  let isBusy = false;

  function ask(): void {
    if (isBusy || clock.now() >= goneAt) return;
    isBusy = true;
    clock.at(clock.now() + latency(random, character), turn);
  }

  function turn(): void {
    isBusy = false;
    if (isLost(random, character)) return later(ASK_AGAIN_MS);
    const request: ExchangeRequest = { protocolVersion: PROTOCOL_VERSION, exchangeId: makeUuid(random), reports, renewals: [], wish };
    const nonce = nextNonce(host, clock.now());
    const heard = call(around, host, nonce, request);
    disturb(around, host, nonce, request, heard);
    if (heard === "nothing") return later(ASK_AGAIN_MS);
    // What was refused it drops: it has more where that came from.
    reports = [];
    if ("problem" in heard || heard.reply.leases.length === 0) return later(ASK_AGAIN_MS);
    conspire(heard.reply);
    work(heard.reply);
  }

  function work({ leases }: ExchangeReply): void {
    isBusy = true;
    const units = leases.reduce((sum, { inputs }) => sum + inputs.length, 0);
    const unitMs = between(random, ...character.unitMs) / character.cores;
    clock.at(clock.now() + units * unitMs, () => {
      reports = leases.map(({ leaseId, firstUnit, inputs }) => ({
        leaseId,
        outcomes: inputs.map((_, i): Outcome => answerOf(around, host, firstUnit + i, unitMs, clock.now())),
      }));
      isBusy = false;
      ask();
    });
  }

  const later = (waitMs: number): void => clock.at(clock.now() + waitMs, ask);

  /** Tells the others what it holds, and has one of them ask now. */
  function conspire({ leases }: ExchangeReply): void {
    const { ring } = character;
    if (ring === undefined) return;
    for (const { firstUnit, inputs } of leases) {
      for (let i = 0; i < inputs.length; i++) ring.held.set(firstUnit + i, (ring.held.get(firstUnit + i) ?? 0) + 1);
    }
    const friend = ring.nudges[Math.floor(random() * ring.nudges.length)];
    if (friend !== undefined && friend !== ask) clock.at(clock.now() + NUDGE_MS, friend);
  }

  server.enrol({ hostId: host.hostId, nonce: nextNonce(host, clock.now()), prefix: character.prefix });
  character.ring?.nudges.push(ask);
  ask();
}
