/** The operator proves to be the operator by a bearer key, of which the server knows only the digest. */
import { digestOf } from "../protocol/digest.ts";
import { ProblemError } from "../protocol/problem.ts";
import type { Env } from "./env.ts";

export const keyDigest = (key: string): string => digestOf(new TextEncoder().encode(key));

/** Digests are compared, so the time it takes tells nothing about the key. */
export const isOperatorKey = (env: Env, key: string): boolean => keyDigest(key) === env.OPERATOR_KEY_SHA256;

/** The key that a request carries. */
export function bearer(header: string | undefined): string {
  const key = /^Bearer (\S+)$/i.exec(header ?? "")?.[1];
  if (key !== undefined) return key;
  throw new ProblemError("missing-key", "Send the key as `Authorization: Bearer KEY`");
}
