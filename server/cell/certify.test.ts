import { describe, expect, test } from "vitest";
import { digestOf, toBase64 } from "../../protocol/digest.ts";
import { makeBatchId } from "../../protocol/ids.ts";
import { encodeRow } from "../../protocol/layout/row-bytes.ts";
import type { Lease } from "../../protocol/messages.ts";
import { manifestSchema } from "../../worker-kernels/contract.ts";
import { encodeGraph } from "../../worker-kernels/maxcut/graph-blob.ts";
import maxcutManifest from "../../worker-kernels/maxcut/manifest.json" with { type: "json" };
import { decidePolicy } from "../domain/policy.ts";
import { blobsToCertify, certifier } from "./certify.ts";
import { batchStatus, batchOf } from "./queries.ts";
import { toResultRow } from "./result-rows.ts";
import { appendUnits, beginBatch, openBatch } from "./submission.ts";
import { doubler, type SmallCell, smallCell, success } from "./testing/small-cell.ts";

function oneOf(leases: readonly Lease[]): Lease {
  const [lease] = leases;
  if (lease === undefined) throw new Error("no lease");
  return lease;
}

describe("a batch of certificates", () => {
  const rowsOf = (cell: SmallCell) => {
    const { number, assurance } = batchOf(cell.store, cell.batchId);
    return cell.store.units.decidedAfter(number, -1, 10).map((unit) => toResultRow(unit, doubler, assurance));
  };

  test("A3 one result that proves its claim validates a unit, and is paid", () => {
    const cell = smallCell(3, { assurance: "certificate" });
    const ada = cell.host("ada");
    expect(cell.work(ada)).toBe(3);
    expect(batchStatus(cell.store, cell.batchId)).toMatchObject({ state: "finished", assurance: "certificate", validated: 3, results: 3 });
    expect(cell.store.hosts.find(ada)).toMatchObject({ validated: 3, pending: 0, rejected: 0, microCobblestones: 3 });
    expect(rowsOf(cell)[2]).toMatchObject({ output: { y: "4" }, replicas: 1, assurance: "certificate" });
  });

  test("A4 a false claim is never a result: its host's is rejected, and another host gets the unit", () => {
    const cell = smallCell(1, { assurance: "certificate" });
    const [eve, ada] = [cell.host("eve"), cell.host("ada")];
    const lease = oneOf(cell.ask(eve));
    expect(cell.report(eve, lease, [success(0, 777)]).stored).toBe(1);
    expect(cell.store.hosts.find(eve)).toMatchObject({ validated: 0, pending: 0, rejected: 1, microCobblestones: 0 });
    expect(batchStatus(cell.store, cell.batchId)).toMatchObject({ validated: 0, inProgress: 1, results: 1 });
    expect(cell.ask(eve)).toEqual([]);
    expect(cell.work(ada)).toBe(1);
    expect(rowsOf(cell)).toMatchObject([{ state: "validated", output: { y: "0" }, replicas: 1 }]);
  });

  test("T3 liars cannot fail a unit: false claims are no errors of it", () => {
    const cell = smallCell(1, { assurance: "certificate", maxErrorResults: 1 });
    for (const name of ["eve", "mal", "sue", "tom"]) {
      const host = cell.host(name);
      cell.report(host, oneOf(cell.ask(host)), [success(0, 777)]);
      expect(cell.store.hosts.find(host)).toMatchObject({ pending: 0, rejected: 1 });
    }
    expect(cell.work(cell.host("ada"))).toBe(1);
    expect(rowsOf(cell)).toMatchObject([{ state: "validated", assurance: "certificate" }]);
  });

  test("R2 a false claim is stored like any outcome: brought again it changes nothing, and cannot be taken back", () => {
    const cell = smallCell(2, { assurance: "certificate" });
    const eve = cell.host("eve");
    const lease = oneOf(cell.ask(eve, 2));
    cell.report(eve, lease, [success(0, 777)]);
    expect(cell.report(eve, lease, [success(0, 777)]).stored).toBe(1);
    expect(() => cell.report(eve, lease, [{ outcome: "error", unit: 0, code: "trap", message: "" }])).toThrow("reported first");
    expect(cell.store.hosts.find(eve)).toMatchObject({ rejected: 1 });
    expect(batchStatus(cell.store, cell.batchId)).toMatchObject({ results: 1 });
  });

  test("a batch of quorums takes no certificate for an answer", () => {
    const cell = smallCell(1);
    const ada = cell.host("ada");
    cell.report(ada, oneOf(cell.ask(ada)), [success(0)]);
    expect(batchStatus(cell.store, cell.batchId)).toMatchObject({ validated: 0, assurance: "quorum" });
  });
});

describe("a certificate that takes a blob to check", () => {
  const maxcut = manifestSchema.parse(maxcutManifest);
  const graph = encodeGraph({ vertices: 2, edges: [[0, 1, 5]] });
  const digest = digestOf(graph);
  const input = { graph: digest, vertices: 2, seed: "1", walkers: 1, sweeps: 1, temperatureStart: 1, temperatureEnd: 1 };
  const claim = (cut: number) => ({ cut: String(cut), climb: Array.from({ length: 17 }, () => String(cut)), partition: [2] });

  test("is checked with the bytes that were fetched", () => {
    const certify = certifier(new Map([[digest, graph]]));
    expect(certify(maxcut, input, claim(5))).toBe(true);
    expect(certify(maxcut, input, claim(6))).toBe(false);
  });

  test("is put off while the bytes are not to be had", () => {
    expect(() => certifier(new Map())(maxcut, input, claim(5))).toThrow(expect.objectContaining({ kind: "unavailable" }));
  });

  test("names its blobs before the transaction, once each, and only for a host's own lease", () => {
    const cell = smallCell(1);
    const id = makeBatchId(new TextEncoder().encode("batch-cuts"));
    const verdict = decidePolicy({}, "certificate");
    if (!verdict.ok) throw new Error(verdict.expected);
    beginBatch(cell.store, { id, name: "Cuts", assurance: "certificate", policy: verdict.policy, createdAt: 0, manifest: maxcut });
    appendUnits(
      cell.store,
      id,
      ["1", "2"].map((seed) => ({ input: toBase64(encodeRow(maxcut.input, { ...input, seed })), operations: 1 })),
    );
    openBatch(cell.store, id);
    const [ada, eve] = [cell.host("ada"), cell.host("eve")];
    const { leaseId } = oneOf(cell.ask(ada, 9).filter(({ batchId }) => batchId === id));
    const reports = [{ leaseId, outcomes: [success(0), success(1), success(2)] }];
    expect(blobsToCertify(cell.store, ada, reports)).toEqual(new Set([digest]));
    expect(blobsToCertify(cell.store, eve, reports)).toEqual(new Set());
    expect(blobsToCertify(cell.store, ada, [{ leaseId, outcomes: [{ outcome: "returned", unit: 0 }] }])).toEqual(new Set());
  });
});
