/** Researchers, their keys and their projects: schemas of what is asked and answered. Rules Q1–Q9 of `docs/spec.md`. */
import { z } from "zod";
import { keyIdSchema, projectIdSchema, researcherIdSchema } from "./ids.ts";
import * as limits from "./limits.ts";
import { personalNameSchema } from "./personal.ts";

const count = z.number().int().nonnegative();
/** Milliseconds since the Unix epoch, by the server's clock. */
const instant = z.number().int();
const name = personalNameSchema.refine((text) => text !== "", "a name");

/** What a key may be used for. Reading what is public needs none. */
export const scopeSchema = z
  .enum(["batches:read", "batches:write", "kernels:write", "blobs:write", "projects:write", "keys:write"])
  .meta({ id: "Scope" });

/** All scopes, as a researcher's first key has them. */
export const ALL_SCOPES: readonly Scope[] = scopeSchema.options;

/** What a key, with all keys that were made with it, may use. Days are those of UTC. */
export const quotaSchema = z
  .object({
    unitsPerDay: count,
    /** Batches that are being uploaded, running or paused. */
    runningBatches: count,
    blobBytesPerDay: count,
  })
  .meta({ id: "Quota" });

export const researcherSchema = z.object({ researcherId: researcherIdSchema, name: z.string(), createdAt: instant }).meta({
  id: "Researcher",
});

export const keyRecordSchema = z
  .object({
    keyId: keyIdSchema,
    researcherId: researcherIdSchema,
    name: z.string(),
    scopes: z.array(scopeSchema),
    createdAt: instant,
    expiresAt: instant.optional(),
    revokedAt: instant.optional(),
    /** After a rotation: until when the secret before the present one may be used. */
    formerUntil: instant.optional(),
    /** The key whose quota it draws on: the one it was made with, unless the operator made it. */
    accountId: keyIdSchema,
    quota: quotaSchema,
  })
  .meta({ id: "KeyRecord" });

/** A key with its text, which is shown this once: the server keeps only its SHA-256. */
export const newKeySchema = keyRecordSchema
  .extend({ key: z.string().describe("sent as `Authorization: Bearer KEY`; shown this once") })
  .meta({ id: "NewKey" });

export const keyListSchema = z.object({ keys: z.array(keyRecordSchema) }).meta({ id: "KeyList" });

export const researcherRequestSchema = z.strictObject({ name }).meta({ id: "ResearcherRequest" });
export const newResearcherSchema = z.object({ researcher: researcherSchema, key: newKeySchema }).meta({ id: "NewResearcher" });
export const researcherListSchema = z.object({ researchers: z.array(researcherSchema) }).meta({ id: "ResearcherList" });

/** Who is asking, by the key that was sent. */
export const callerSchema = z
  .object({
    role: z.enum(["operator", "researcher"]),
    scopes: z.array(scopeSchema),
    /** Absent for the operator. */
    researcher: researcherSchema.optional(),
    key: keyRecordSchema.optional(),
    /** What the quota's account has used today. */
    usedToday: z.object({ units: count, blobBytes: count }).optional(),
  })
  .meta({ id: "Caller" });

export const keyRequestSchema = z
  .strictObject({
    name,
    scopes: z.array(scopeSchema).min(1).describe("some of those of the key that makes it"),
    expiresAt: instant.optional().describe("when it ends, in milliseconds since 1970; never when absent"),
    researcherId: researcherIdSchema.optional().describe("whose it is to be; the operator has to say"),
  })
  .meta({ id: "KeyRequest" });

export const keyChangeSchema = z
  .strictObject({
    name: name.optional(),
    quota: quotaSchema.partial().strict().optional().describe("the operator alone may change it, on the key whose account it is"),
  })
  .meta({ id: "KeyChange" });

export const rotationSchema = z
  .strictObject({
    graceSeconds: count.max(limits.MAX_GRACE_SECONDS).default(0).describe("how long the old secret may still be used"),
  })
  .meta({ id: "Rotation" });

const linkSchema = z.strictObject({
  title: name,
  url: z.url({ protocol: /^https?$/, error: "an http or https address" }).max(500),
});

const projectFields = {
  title: name.describe("what volunteers see it called"),
  purpose: z.string().trim().min(1).max(limits.MAX_PURPOSE_LENGTH).describe("what volunteers are told that they compute for"),
  links: z.array(linkSchema).max(limits.MAX_PROJECT_LINKS),
  picture: z
    .string()
    .regex(/^[0-9a-f]{64}$/, "the SHA-256 of a blob that was put here")
    .describe("a blob of this deployment"),
};

const shareSchema = z.number().int().min(1).max(limits.MAX_SHARE).describe("weight beside other projects; the operator sets it");

export const projectSchema = z
  .object({
    ...projectFields,
    projectId: projectIdSchema,
    /** Whose it is; absent for the operator's. */
    owner: z.object({ researcherId: researcherIdSchema, name: z.string() }).optional(),
    picture: projectFields.picture.optional(),
    share: shareSchema,
    createdAt: instant,
    /** It takes no new batches any more. */
    archivedAt: instant.optional(),
  })
  .meta({ id: "Project" });

export const projectListSchema = z.object({ projects: z.array(projectSchema) }).meta({ id: "ProjectList" });

export const projectRequestSchema = z
  .strictObject({ ...projectFields, links: projectFields.links.default([]), picture: projectFields.picture.optional() })
  .meta({ id: "ProjectRequest" });

export const projectChangeSchema = z
  .strictObject({
    title: projectFields.title.optional(),
    purpose: projectFields.purpose.optional(),
    links: projectFields.links.optional(),
    picture: projectFields.picture.nullable().optional(),
    share: shareSchema.optional(),
    archived: z.boolean().optional(),
  })
  .meta({ id: "ProjectChange" });

export type Scope = z.infer<typeof scopeSchema>;
export type Quota = z.infer<typeof quotaSchema>;
export type Researcher = z.infer<typeof researcherSchema>;
export type KeyRecord = z.infer<typeof keyRecordSchema>;
export type NewKey = z.infer<typeof newKeySchema>;
export type KeyRequest = z.infer<typeof keyRequestSchema>;
export type KeyChange = z.infer<typeof keyChangeSchema>;
export type Caller = z.infer<typeof callerSchema>;
export type Project = z.infer<typeof projectSchema>;
export type ProjectRequest = z.infer<typeof projectRequestSchema>;
export type ProjectChange = z.infer<typeof projectChangeSchema>;
