/**
 * Certificates: outputs that prove their own claim. A transaction cannot wait, so the blobs that it takes to check
 * them are fetched before it (`blobsToCertify`, `blob-cache.ts`), and checked within it. Rules A3 and A4 of `docs/spec.md`.
 */
import { fromBase64 } from "../../protocol/digest.ts";
import { type HostId, leaseNumber } from "../../protocol/ids.ts";
import { blobDigests, type Row } from "../../protocol/layout/layout.ts";
import { decodeRow } from "../../protocol/layout/row-bytes.ts";
import type { Report } from "../../protocol/messages.ts";
import { ProblemError } from "../../protocol/problem.ts";
import type { Manifest } from "../../worker-kernels/contract.ts";
import { verifierOf } from "../../worker-kernels/verifiers.ts";
import { covers } from "../domain/lease.ts";
import type { CellStore } from "./store.ts";

/** Whether an output proves its claim about an input of the kernel. */
export type Certify = (manifest: Manifest, input: Row, output: Row) => boolean;

/** Blobs in memory, by digest. */
export type HeldBlobs = Pick<ReadonlyMap<string, Uint8Array>, "get">;

/** Checks by the built-in verifiers. Refuses for now what cannot be checked because a blob is not to be had. */
export function certifier(held: HeldBlobs): Certify {
  return (manifest, input, output) => {
    const verify = verifierOf(manifest);
    if (verify === undefined) throw new Error(`the results of ${manifest.id}@${manifest.version} were never checkable`);
    const blobs = blobDigests(manifest.input, input).map((digest) => heldBlob(held, digest));
    return verify({ input, output, blobs });
  };
}

function heldBlob(held: HeldBlobs, digest: string): Uint8Array {
  const blob = held.get(digest);
  if (blob === undefined)
    throw new ProblemError("unavailable", `The blob ${digest}, which a result is checked with, cannot be read just now`);
  return blob;
}

/** Digests of the blobs that it takes to check what a host reports, each once. */
export function blobsToCertify(store: CellStore, host: HostId, reports: readonly Report[]): Set<string> {
  return new Set(reports.flatMap((report) => blobsOfReport(store, host, report)));
}

function blobsOfReport(store: CellStore, host: HostId, { leaseId, outcomes }: Report): string[] {
  const lease = store.leases.find(leaseNumber(leaseId));
  const batch = lease && store.batches.byNumber(lease.batch);
  // What is wrong with a report, the exchange says; here it only takes no blobs.
  if (lease === undefined || lease.host !== host || batch?.assurance !== "certificate") return [];
  const manifest = store.batches.manifest(batch);
  if (!manifest.input.fields.some(({ type }) => type === "blob")) return [];
  const inputs = store.units.inputs(lease.batch, lease.first, lease.count);
  return outcomes
    .filter((outcome) => outcome.outcome === "success" && covers(lease, outcome.unit))
    .flatMap(({ unit }) => blobDigests(manifest.input, decodeRow(manifest.input, fromBase64(inputs[unit - lease.first] ?? ""))));
}
