import fc from "fast-check";
import { expect, test } from "vitest";
import type { HostId } from "../../protocol/ids.ts";
import type { Lease, Outcome } from "../../protocol/messages.ts";
import { ProblemError } from "../../protocol/problem.ts";
import { nodeSql } from "../sql/node-sql.ts";
import type { Sql } from "../sql/sql.ts";
import type { Control } from "../domain/batch.ts";
import { controlBatch } from "./control/control.ts";
import { retryFailed } from "./control/retry.ts";
import { settleCancelled } from "./control/settle.ts";
import { checkCell } from "./check/check-cell.ts";
import { eraseHost } from "./people/erase.ts";
import { batchStatus } from "./queries.ts";
import { raiseBatch } from "./raise.ts";
import { hostTable } from "./tables/hosts.ts";
import {
  auditedDoubler,
  output,
  roundDoubler,
  type SmallBatch,
  type SmallCell,
  smallCell,
  success,
  unitsOf,
} from "./testing/small-cell.ts";

const UNITS = 12;
const HOSTS = ["ada", "ben", "cyd", "dan"];
/** The first of them are known, the others newcomers. */
const VOUCHED = 2;

const command = fc.oneof(
  { weight: 40, arbitrary: fc.record({ kind: fc.constant("ask" as const), host: fc.nat(3), most: fc.integer({ min: 1, max: 5 }) }) },
  {
    weight: 50,
    arbitrary: fc.record({
      kind: fc.constant("report" as const),
      host: fc.nat(3),
      pick: fc.nat(20),
      outcomes: fc.array(fc.constantFrom("right", "wrong", "own-wrong", "error", "returned", "keep"), { minLength: 5, maxLength: 5 }),
    }),
  },
  { weight: 10, arbitrary: fc.record({ kind: fc.constant("wait" as const), ms: fc.constantFrom(1_000, 300_000, 600_000) }) },
  { weight: 10, arbitrary: fc.record({ kind: fc.constant("repeat" as const), host: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("erase" as const), host: fc.nat(3) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("control" as const),
      control: fc.constantFrom<Control[]>("pause", "resume", "resume", "retry"),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("control" as const), control: fc.constant<Control>("cancel") }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("raise" as const), minQuorum: fc.constantFrom(2, 3) }) },
);

type Command = typeof command extends fc.Arbitrary<infer T> ? T : never;

interface World {
  readonly cell: SmallCell;
  readonly hosts: HostId[];
  readonly held: Map<HostId, Lease[]>;
  readonly said: Map<HostId, [Lease, Outcome[]]>;
}

function toOutcome(kind: string, unit: number, host: number): Outcome | undefined {
  switch (kind) {
    case "right":
      return success(unit);
    case "wrong":
      return success(unit, 777);
    case "own-wrong":
      return success(unit, 1_000 + host);
    case "error":
      return { outcome: "error", unit, code: "trap", message: "trap" };
    case "returned":
      return { outcome: "returned", unit };
    default:
      return undefined;
  }
}

const isErased = ({ store }: SmallCell, host: HostId): boolean => store.hosts.find(host)?.erasedAt !== undefined;

/** What the batch is in no state for is refused, and changes nothing. */
function ifPossible(act: () => unknown): void {
  try {
    act();
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
  }
}

function control(cell: SmallCell, what: Control): void {
  const { store, batchId } = cell;
  ifPossible(() => (what === "retry" ? retryFailed(store, batchId, -1, cell) : controlBatch(store, batchId, what, cell)));
}

function step(world: World, command: Command): void {
  const { cell, hosts, held, said } = world;
  if (command.kind === "wait") {
    cell.now += command.ms;
    cell.expire();
    settleCancelled(cell.store, cell);
    return;
  }
  if (command.kind === "control") return control(cell, command.control);
  if (command.kind === "raise") {
    const { minQuorum } = command;
    return ifPossible(() => raiseBatch(cell.store, cell.batchId, { assurance: "quorum", minQuorum }));
  }
  const host = hosts[command.host];
  const lastNonce = host && cell.store.hosts.find(host)?.lastNonce;
  if (host === undefined || lastNonce === undefined || isErased(cell, host)) return;
  if (command.kind === "erase") return eraseHost(cell.store, { hostId: host, nonce: lastNonce + 1, prefix: null }, cell);
  if (command.kind === "ask") {
    held.set(host, [...(held.get(host) ?? []), ...cell.ask(host, command.most)]);
  } else if (command.kind === "repeat") {
    const last = said.get(host);
    if (last !== undefined) cell.report(host, ...last);
  } else {
    const leases = (held.get(host) ?? []).filter((lease) => lease.deadline > cell.now);
    const lease = leases[command.pick % Math.max(leases.length, 1)];
    if (lease === undefined) return;
    const outcomes = unitsOf(lease).flatMap((unit, i) => toOutcome(command.outcomes[i] ?? "keep", unit, command.host) ?? []);
    if (outcomes.length === 0) return;
    cell.report(host, lease, outcomes);
    said.set(host, [lease, outcomes]);
    held.set(
      host,
      leases.filter((other) => other !== lease),
    );
  }
}

/** Everything adds up, and what the cell remembers of hosts is what is stored. */
function checkBooks({ store }: SmallCell, sql: Sql, hosts: readonly HostId[]): void {
  expect(checkCell(sql).violations).toEqual([]);
  const stored = hostTable(sql);
  for (const host of hosts) expect(store.hosts.find(host)).toEqual(stored.find(host));
}

/** What a certificate promises: no wrong result at all, whatever hosts agree on. */
function checkClaims({ store }: SmallCell): void {
  const decided = store.units.decidedAfter(1, -1, UNITS);
  const wrong = decided.filter(({ unit, record }) => record.kind === "validated" && record.output !== output(unit * 2));
  expect(wrong).toEqual([]);
}

/** What the cell draws. Small numbers are frequent, so that single results are held and audited about equally often. */
const DRAWS = fc.array(fc.oneof(fc.constant(0), fc.double({ min: 0, max: 0.99, noNaN: true })), { minLength: 40, maxLength: 40 });

const CLASSES: readonly (SmallBatch & { readonly title: string })[] = [
  { title: "quorum", assurance: "quorum", targetResults: 3 },
  { title: "certificate", assurance: "certificate", targetResults: 1 },
  { title: "certificate with audited effort", assurance: "certificate", targetResults: 1, manifest: auditedDoubler },
  { title: "adaptive batch", assurance: "adaptive" },
  { title: "quorum within a tolerance", assurance: "quorum", manifest: roundDoubler },
];

test.each(CLASSES)(
  "after any history, leases of a $title are conserved, no host is twice on a unit, and tallies and credit are those of the answers",
  (batch) => {
    let verdicts = 0;
    const property = fc.property(fc.array(command, { minLength: 20, maxLength: 80 }), DRAWS, (commands, draws) => {
      const sql = nodeSql();
      const cell = smallCell(UNITS, { ...batch, maxErrorResults: 1, maxTotalResults: 6 }, sql);
      let drawn = 0;
      cell.random = () => draws[drawn++ % draws.length] ?? 0;
      const hosts = HOSTS.map((name, i) => (i < VOUCHED ? cell.host(name) : cell.newcomer(name)));
      const world: World = { cell, hosts, held: new Map(), said: new Map() };
      for (const next of commands) {
        step(world, next);
        checkBooks(cell, sql, hosts);
        if (batch.assurance === "certificate") checkClaims(cell);
      }
      const { validated, failed } = batchStatus(cell.store, cell.batchId);
      verdicts += validated + failed;
    });
    fc.assert(property, { numRuns: 60, seed: 20_261_120 });
    // The run must have done something.
    expect(verdicts).toBeGreaterThan(15);
  },
);
