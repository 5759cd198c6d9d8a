/** What verdicts on a batch's units depend on: its class, who is about, and how its kernel's outputs are compared. */
import { fromBase64 } from "../../protocol/digest.ts";
import type { HostId } from "../../protocol/ids.ts";
import { decodeRow } from "../../protocol/layout/row-bytes.ts";
import type { Manifest } from "../../worker-kernels/contract.ts";
import { assuranceRules } from "../domain/assurance.ts";
import type { Batch } from "../domain/batch.ts";
import { independent } from "../domain/affinity.ts";
import { areEquivalent } from "../domain/comparison.ts";
import type { Court } from "../domain/transitioner.ts";
import type { Rank } from "../domain/trust.ts";
import type { Now } from "./now.ts";
import { versionOf } from "./host-books.ts";
import type { CellStore } from "./store.ts";

type RankOf = (host: HostId, lease: number, version: string) => Rank;

export function courtOf(store: CellStore, batch: Batch, rankOf: RankOf, { now, random }: Now): Court {
  const manifest = store.batches.manifest(batch);
  const version = versionOf(batch.kernel);
  const rules = assuranceRules(batch.assurance, batch.policy, manifest);
  const auditRate = rules.single?.auditRate ?? 0;
  return {
    policy: batch.policy,
    now,
    rules,
    crowd: store.crowd.of(version, now),
    rankOf: (host, lease) => rankOf(host, lease, version),
    voicesOf: (hosts) => independent(hosts.flatMap((host) => store.hosts.find(host) ?? [])),
    equivalent: comparer(manifest),
    drawsAudit: () => auditRate > 0 && random() < auditRate,
  };
}

/** Exact kernels' outputs are equivalent when their digests are equal, so nothing is left to compare. */
function comparer({ comparison, output }: Manifest): Court["equivalent"] {
  if (comparison === "exact") return () => false;
  return (a, b) => areEquivalent(comparison, decodeRow(output, fromBase64(a)), decodeRow(output, fromBase64(b)));
}
