/** A sweep from its request to an open batch. No row of it is made but some, to see what they cost. */
import { encodeRow } from "../../protocol/layout/row-bytes.ts";
import type { Field } from "../../protocol/layout/layout.ts";
import { parseRow } from "../../protocol/layout/parse-row.ts";
import { MAX_INPUT_BYTES, MAX_LISTED_PROBLEMS } from "../../protocol/limits.ts";
import { type ProblemDetail, ProblemError } from "../../protocol/problem.ts";
import { type SweepRule, sweepRule } from "../../protocol/sweep/rule.ts";
import type { SweepSubmission } from "../../protocol/sweep/submission.ts";
import type { Sweep } from "../../protocol/sweep/sweep.ts";
import type { Manifest } from "../../worker-kernels/contract.ts";
import { blobsOf } from "../blobs/blobs-of.ts";
import { orThrow } from "../cell/refusal.ts";
import { cellOf } from "../cells.ts";
import type { Env } from "../env.ts";
import { kernelFor } from "../kernels.ts";
import { bring, type Brought, type Claim } from "./bring.ts";
import type { MissingBlobs } from "./judge-row.ts";
import { termsOf } from "./terms.ts";

/** Opens the batch that a sweep describes. Throws a `ProblemError` that names fields by JSON pointers. */
export async function submitSweep(env: Env, { fields, count, ...query }: SweepSubmission, claim: Claim): Promise<Brought> {
  const { manifest } = await kernelFor(env, claim.asker, query.kernel);
  const terms = termsOf(env, query, manifest);
  const sweep: Sweep = { fields, ...(count !== undefined && { count }) };
  const rule = ruleFor(manifest, sweep);
  await checkValues(rule, manifest, (digests) => blobsOf(env).missing(digests));
  const cell = cellOf(env);
  return bring(env, claim, {
    begin: async (batch, most) => cell.beginBatch({ ...batch, ...terms, name: query.name ?? manifest.title, manifest }, most),
    async fill(id) {
      orThrow(await cell.fillSweep(id, sweep));
      return rule.units;
    },
  });
}

function ruleFor(manifest: Manifest, sweep: Sweep): SweepRule {
  const verdict = sweepRule(manifest.input, sweep);
  if (verdict.ok) return verdict.rule;
  throw invalidSweep(verdict.problems);
}

/** What the rule alone cannot know: whether the blobs are here, and whether its longest row is too long. */
async function checkValues({ listed }: SweepRule, { input }: Manifest, missingBlobs: MissingBlobs): Promise<void> {
  const named = input.fields
    .filter(({ type }) => type === "blob")
    .flatMap(({ name }) => (listed.get(name) ?? []).map((digest) => ({ field: `/fields/${name}`, digest: String(digest) })));
  const missing = named.length === 0 ? [] : await missingBlobs([...new Set(named.map(({ digest }) => digest))]);
  const absent = named.filter(({ digest }) => missing.includes(digest));
  if (absent.length > 0)
    throw invalidSweep(absent.map(({ field, digest }) => ({ field, value: digest, expected: "a blob that was put here before" })));
  const longest = input.fields.reduce((bytes, field) => bytes + longestValue(field, listed.get(field.name) ?? []), 0);
  if (longest <= MAX_INPUT_BYTES) return;
  const value = `${longest} bytes as the kernel reads them`;
  throw invalidSweep([{ field: "/fields", value, expected: `at most ${MAX_INPUT_BYTES} bytes a row; larger inputs belong in blobs` }]);
}

/** Bytes of the longest of a field's values, as the kernel reads it. */
function longestValue(field: Field, values: readonly unknown[]): number {
  const lengths = values.map((value) => {
    const parsed = parseRow({ fields: [field] }, { [field.name]: value });
    return parsed.ok ? encodeRow({ fields: [field] }, parsed.row).length : 0;
  });
  return lengths.reduce((most, length) => Math.max(most, length), 0);
}

function invalidSweep(errors: readonly ProblemDetail[]): ProblemError {
  const told = errors.slice(0, MAX_LISTED_PROBLEMS);
  return new ProblemError(
    "invalid-sweep",
    told.map(({ field, expected }) => `${field}: expected ${expected}`).join("; "),
    told,
    errors.length,
  );
}
