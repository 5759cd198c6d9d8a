/**
 * What a deployment says, and signs, of a finished batch and of the file with its results: enough for a paper to cite
 * the file by its digest, and for anybody to check a copy of it without asking.
 */
import { z } from "zod";
import { batchIdSchema } from "./ids.ts";
import { assuranceSchema, policySchema } from "./messages.ts";
import { resultFormatSchema } from "./result-query.ts";
import { sweepSchema } from "./sweep/sweep.ts";

/** The version of this form. */
export const MANIFEST_VERSION = 1;

const count = z.number().int().nonnegative();
const instant = z.number().int().describe("milliseconds since 1970");
const digest = z.string().regex(/^[0-9a-f]{64}$/);

export const resultManifestSchema = z
  .object({
    manifest: z.literal(MANIFEST_VERSION),
    batch: z.object({ batchId: batchIdSchema, name: z.string(), createdAt: instant, finishedAt: instant }),
    kernel: z.object({ id: z.string(), version: z.string(), moduleSha256: digest }),
    /** What the batch asked of its results, and the rule of a sweep. */
    parameters: z.object({ assurance: assuranceSchema, policy: policySchema, sweep: sweepSchema.optional() }),
    counts: z.object({
      units: count,
      validated: count,
      failed: count,
      /** Validated units by what their outputs rest on. */
      byBasis: z.record(z.string(), count),
    }),
    /** The whole download in this format, byte for byte. */
    file: z.object({ format: resultFormatSchema, bytes: count, sha256: digest }),
    deployment: z.object({ url: z.string(), key: z.string().describe("did:key of the key that signs") }),
    signedAt: instant,
  })
  .meta({ id: "ResultManifest" });

export const signedManifestSchema = z
  .object({
    manifest: resultManifestSchema,
    /** The same, as a compact JWS (RFC 7515) with the algorithm EdDSA; `kid` is the did:key. */
    jws: z.string(),
  })
  .meta({ id: "SignedManifest" });

/** The keys by which a deployment signs, as a JWK set (RFC 7517). */
export const publishedKeysSchema = z
  .object({
    /** The did:key of the key that signs now. */
    did: z.string(),
    keys: z.array(
      z.object({
        kty: z.literal("OKP"),
        crv: z.literal("Ed25519"),
        x: z.string(),
        kid: z.string(),
        alg: z.literal("EdDSA"),
        use: z.literal("sig"),
      }),
    ),
  })
  .meta({ id: "PublishedKeys" });

export type ResultManifest = z.infer<typeof resultManifestSchema>;
export type SignedManifest = z.infer<typeof signedManifestSchema>;
export type PublishedKeys = z.infer<typeof publishedKeysSchema>;
