/** Who is asking, by the key that was sent: the operator, or a researcher with what the key is for. Rules Q1–Q4 of `docs/spec.md`. */
import { keyIdOf } from "../../protocol/access-key.ts";
import type { KeyId, ResearcherId } from "../../protocol/ids.ts";
import { ProblemError } from "../../protocol/problem.ts";
import type { KeyRecord, Scope } from "../../protocol/research.ts";
import { registryOf } from "../cells.ts";
import type { Env } from "../env.ts";
import { limitKey, limitOperator } from "../identity/front-limits.ts";
import { bearer, isOperatorKey } from "../keys.ts";
import type { KeyCheck } from "../registry/access-keys.ts";

export interface Asker {
  /** What is on record of the researcher's key; null for the operator, who may do everything to everything. */
  readonly holder: KeyRecord | null;
  /** The researcher's key as it was sent, to be asked about again at the end of what takes long; null for the operator. */
  readonly keyText: string | null;
}

const OPERATOR: Asker = { holder: null, keyText: null };

/** Asks the registry each time, so that a key that is revoked opens nothing from the next request on. Throws a `ProblemError`. */
export async function askerOf(env: Env, header: string | undefined): Promise<Asker> {
  const text = bearer(header);
  if (isOperatorKey(env, text)) {
    limitOperator(Date.now());
    return OPERATOR;
  }
  const id = keyIdOf(text);
  if (id === undefined)
    throw new ProblemError("wrong-key", "The key given is neither the operator's key of this deployment nor of the form mh_…_…");
  const check = await registryOf(env).checkKey(text);
  if (check.kind !== "good") throw endedKey(id, check.kind);
  // After the check, so that nobody uses up what is another's.
  limitKey(id, Date.now());
  return { holder: check.key, keyText: text };
}

/** As {@link askerOf}, for something that a researcher's key has to be for. */
export async function requireScope(env: Env, header: string | undefined, scope: Scope): Promise<Asker> {
  const asker = await askerOf(env, header);
  if (asker.holder?.scopes.includes(scope) ?? true) return asker;
  throw new ProblemError("missing-scope", `The key ${asker.holder?.keyId} is not for this: it lacks the scope ${scope}`, [
    { field: "authorization", value: asker.holder?.scopes.join(" ") ?? "", expected: `a key with the scope ${scope}` },
  ]);
}

/** As {@link askerOf}, for what the operator alone may do. */
export async function requireOperatorKey(env: Env, header: string | undefined): Promise<Asker> {
  const asker = await askerOf(env, header);
  if (asker.holder === null) return asker;
  throw new ProblemError("operator-only", "This needs the operator's key of this deployment");
}

/** The researcher who asks; null for the operator. */
export const researcherOf = ({ holder }: Asker): ResearcherId | null => holder?.researcherId ?? null;

/** Why a key that was sent is none any more. */
export function endedKey(id: KeyId, how: Exclude<KeyCheck["kind"], "good">): ProblemError {
  switch (how) {
    case "unknown":
      return new ProblemError("wrong-key", "There is no such key in this deployment");
    case "revoked":
      return new ProblemError("revoked-key", `The key ${id} was revoked`);
    case "replaced":
      return new ProblemError(
        "revoked-key",
        `The key ${id} was rotated, and this is its old text; the new one was shown when it was rotated`,
      );
    case "expired":
      return new ProblemError("expired-key", `The key ${id} has expired`);
  }
}
