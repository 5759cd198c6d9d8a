/**
 * Schemas of every request and reply. The rules behind them are numbered in `docs/spec.md`.
 * Unit numbers are positions in the batch's input, counted from 0.
 */
import { z } from "zod";
import { batchIdSchema, hostIdSchema, leaseIdSchema, projectIdSchema, volunteerIdSchema } from "./ids.ts";
import * as limits from "./limits.ts";
import { linkCodeSchema, personalNameSchema } from "./personal.ts";

/** The one version of this protocol. A host that names another is refused before anything else is read. */
export const PROTOCOL_VERSION = 1;

const protocolVersion = z.literal(PROTOCOL_VERSION).describe("the protocol version the host speaks");
const count = z.number().int().nonnegative();
const unitNumber = count.max(limits.MAX_SWEEP_UNITS);
/** Milliseconds since the Unix epoch, by the server's clock. */
const instant = z.number().int();
const scalar = z.union([z.number(), z.string()]);
const row = z.record(z.string(), z.union([scalar, z.array(scalar)]));

// ---- hosts -----------------------------------------------------------------------------------

/** Signed by the host's key, which is all that there is to know of a host. Enrolling again changes nothing. */
export const enrolRequestSchema = z
  .strictObject({
    protocolVersion,
    /** The answer to a `work-proof-required`; see `protocol/identity/work-proof.ts`. */
    workProof: z.strictObject({ challenge: z.string().max(limits.MAX_CHALLENGE_LENGTH), nonce: count.max(2 ** 48) }).optional(),
  })
  .meta({ id: "EnrolRequest" });

/** Signed by the key of an enrolled host. */
export const sessionRequestSchema = z.strictObject({ protocolVersion }).meta({ id: "SessionRequest" });

/** The answer to an enrolment, and to a request for a further session. */
export const sessionReplySchema = z
  .object({
    hostId: hostIdSchema,
    /** Sent with every request as `Authorization: Bearer SESSION`. */
    session: z.string(),
    sessionExpiresAt: instant,
    serverTime: instant,
  })
  .meta({ id: "Session" });

export const hostRecordSchema = z
  .object({
    hostId: hostIdSchema,
    /** What its volunteer calls it. */
    name: z.string().optional(),
    /** Whose it is, when it was linked or named with others. */
    volunteerId: volunteerIdSchema.optional(),
    enrolledAt: instant,
    /** Results that agree with the canonical one, still wait for a verdict, or disagree with it. */
    validated: count,
    pending: count,
    rejected: count,
    /** Credit granted: 1 credit = 1,000,000 micro-cobblestones = 432 × 10⁹ operations. */
    microCobblestones: count,
    /** Credit of its results that still wait for a verdict; granted if they agree with it. */
    unvestedMicroCobblestones: count,
    /** Units that are leased to it and not yet answered. */
    inFlight: count,
  })
  .meta({ id: "HostRecord" });

// ---- volunteers: the person behind some hosts -------------------------------------------------------

export const renameRequestSchema = z.strictObject({ name: personalNameSchema }).meta({ id: "RenameRequest" });

export const linkReplySchema = z
  .object({
    /** To be typed on another host, once. The server keeps only its digest. */
    code: z.string(),
    expiresAt: instant,
  })
  .meta({ id: "LinkReply" });

export const redeemRequestSchema = z.strictObject({ code: linkCodeSchema }).meta({ id: "RedeemRequest" });

export const volunteerRecordSchema = z
  .object({
    /** Absent while the calling host is nobody's but its own. */
    volunteerId: volunteerIdSchema.optional(),
    name: z.string().optional(),
    /** The calling host among them, the oldest first. */
    hosts: z.array(hostRecordSchema),
    /** Sums over the hosts. */
    microCobblestones: count,
    unvestedMicroCobblestones: count,
  })
  .meta({ id: "VolunteerRecord" });

/** What the operator may know of a host. */
export const hostFileSchema = hostRecordSchema
  .extend({
    /** The operator answers for it: it is trusted from the start. */
    vouched: z.boolean(),
    erasedAt: instant.optional(),
    /** Agreements with verdicts as they count now, by `kernel@version`. */
    agreements: z.record(z.string(), z.number()),
  })
  .meta({ id: "HostFile" });

// ---- exchange: report finished work and lease new work in one request ---------------------------

export const outcomeSchema = z.discriminatedUnion("outcome", [
  z.strictObject({
    outcome: z.literal("success"),
    unit: unitNumber,
    /** Base64. Whether it is, shows when it is decoded, which it must be anyway. */
    output: z.string().max(Math.ceil(limits.MAX_OUTPUT_BYTES / 3) * 4),
    /** SHA-256 of the output's bytes. */
    digest: z.string().regex(/^[0-9a-f]{64}$/, "64 lower-case hexadecimal letters"),
    /** Time in the kernel. */
    elapsedMs: z.number().nonnegative().max(1e10),
  }),
  z.strictObject({
    outcome: z.literal("error"),
    unit: unitNumber,
    code: z.enum(["trap", "stuck", "refused-input", "invalid-output", "out-of-memory", "missing-blob"]),
    message: z.string().max(limits.MAX_ERROR_MESSAGE_LENGTH),
  }),
  /** Given back without a result: another host may have it, or this one later. */
  z.strictObject({
    outcome: z.literal("returned"),
    unit: unitNumber,
    /** The host cannot hold it: it is not lent this unit again while others wait for it. */
    reason: z.literal("not-for-this-host").optional(),
  }),
]);

const reportSchema = z.strictObject({
  leaseId: leaseIdSchema,
  outcomes: z.array(outcomeSchema).min(1).max(limits.MAX_OUTCOMES_PER_EXCHANGE),
});

const wishSchema = z.strictObject({
  /** Seconds of work wanted at the stated speed. */
  seconds: z.number().positive().max(limits.MAX_SECONDS_PER_EXCHANGE),
  /** What the host measured itself to do over all its workers; 0 when it has not measured yet. */
  operationsPerSecond: z.number().nonnegative().max(1e15),
  /** Units wanted at least, so that no worker stays idle. */
  minUnits: z.number().int().min(1).max(limits.MAX_LEASE_UNITS),
  /** Units wanted at most. */
  maxUnits: z.number().int().min(1).max(limits.MAX_LEASE_UNITS),
  /** Batches that the host wants nothing of, because their units fail on it. */
  avoid: z.array(batchIdSchema).max(limits.MAX_AVOIDED_BATCHES).optional(),
});

export const exchangeRequestSchema = z
  .strictObject({
    protocolVersion,
    /** New for each exchange, the same for each try of one: the server answers a repeat as it answered first. */
    exchangeId: z.uuid(),
    reports: z.array(reportSchema).max(limits.MAX_LEASES_PER_EXCHANGE),
    renewals: z.array(leaseIdSchema).max(limits.MAX_LEASES_PER_EXCHANGE),
    /** Absent when the host wants no new work. */
    wish: wishSchema.optional(),
  })
  .meta({ id: "ExchangeRequest" });

export const leaseSchema = z
  .object({
    leaseId: leaseIdSchema,
    batchId: batchIdSchema,
    kernel: z.object({ id: z.string(), version: z.string() }),
    issuedAt: instant,
    deadline: instant,
    /** Contiguous units; `inputs[i]` is the base64 input of unit `firstUnit + i`. */
    firstUnit: unitNumber,
    inputs: z.array(z.base64()).min(1).max(limits.MAX_LEASE_UNITS),
  })
  .meta({ id: "Lease" });

/**
 * Why no lease was issued: nothing is left; what is left is not for this host, as it would check itself or its like; or
 * it has so much in hand that nobody has checked that others come first.
 */
const idleReason = z.enum(["no-work", "only-own-work", "awaiting-checks"]);

export const exchangeReplySchema = z
  .object({
    serverTime: instant,
    /** Outcomes of this request that are stored for good; the host may forget exactly these. */
    stored: count,
    leases: z.array(leaseSchema),
    renewed: z.array(z.object({ leaseId: leaseIdSchema, deadline: instant })),
    idleReason: idleReason.optional(),
    /** Seconds after which asking again makes sense when no lease was issued. */
    askAgainSeconds: z.number().optional(),
  })
  .meta({ id: "ExchangeReply" });

// ---- batches ----------------------------------------------------------------------------------

/**
 * How the results of a batch are made sure: by results of established hosts that agree, by a proof that each brings with
 * it, or by single results of reliable hosts, audited at random.
 */
export const assuranceSchema = z.enum(["quorum", "certificate", "adaptive"]);

/** Replication limits of a batch, in BOINC's meaning; see rule numbers in `docs/spec.md`. */
export const policySchema = z.strictObject({
  minQuorum: z.coerce.number().int().min(1).max(limits.MAX_QUORUM),
  targetResults: z.coerce.number().int().min(1).max(10),
  maxErrorResults: z.coerce.number().int().min(0).max(50),
  maxTotalResults: z.coerce.number().int().min(1).max(100),
  leaseSeconds: z.coerce.number().int().min(limits.MIN_LEASE_SECONDS).max(limits.MAX_LEASE_SECONDS),
});

/** How often a batch comes first beside others of its project; see `server/domain/shares.ts`. */
export const prioritySchema = z.enum(["low", "normal", "high"]);

/** Query of a submission; the body is the file itself. */
export const submitQuerySchema = z.strictObject({
  kernel: z.string().min(1).describe("id of the kernel, or id@version"),
  name: z.string().min(1).max(limits.MAX_NAME_LENGTH).optional(),
  assurance: assuranceSchema.optional().describe("one of those that the kernel's manifest allows; the first of them when absent"),
  quorum: policySchema.shape.minQuorum.optional().describe("established hosts that have to agree for a verdict; 2 when absent"),
  target: policySchema.shape.targetResults.optional().describe("leases of a unit that may be out at once; 1 when absent"),
  maxErrors: policySchema.shape.maxErrorResults.optional(),
  maxTotal: policySchema.shape.maxTotalResults.optional(),
  leaseSeconds: policySchema.shape.leaseSeconds.optional(),
  project: projectIdSchema.optional().describe("what it is for; who has one project need not say"),
  priority: prioritySchema.optional().describe("beside other batches of the project; normal when absent"),
  notify: z.string().max(1_000).optional().describe("an address, https and public, that is told when the batch is finished"),
});

/** Raises what a running batch's verdicts ask for. */
export const raiseRequestSchema = z
  .strictObject({
    assurance: assuranceSchema,
    /** When absent: the least that is stronger than the batch's class; a batch of class `quorum` keeps its own. */
    minQuorum: policySchema.shape.minQuorum.optional(),
  })
  .meta({ id: "RaiseRequest" });

/** What a batch may be called, and how often it comes first: each stays as it is when it is absent. */
export const batchChangeSchema = z
  .strictObject({ name: submitQuerySchema.shape.name, priority: prioritySchema.optional() })
  .meta({ id: "BatchChange" });

/** How many failed units began anew. */
export const retryReplySchema = z.object({ retried: count }).meta({ id: "RetryReply" });

/**
 * Paused: nothing of it is leased until it is resumed. Cancelled: nothing ever again. In both, what is in somebody's hands
 * may still be reported.
 */
export const batchStateSchema = z.enum(["receiving", "running", "paused", "cancelled", "finished"]);

/** How far the message that a batch is finished has come. */
export const notificationSchema = z.object({
  /** Waiting until it is finished; due, to be tried again; or ended, one way or the other. */
  state: z.enum(["waiting", "due", "delivered", "given-up"]),
  tries: count,
  lastError: z.string().optional(),
  deliveredAt: instant.optional(),
});

export const batchStatusSchema = z
  .object({
    batchId: batchIdSchema,
    name: z.string(),
    kernel: z.object({ id: z.string(), version: z.string() }),
    state: batchStateSchema,
    assurance: assuranceSchema,
    policy: policySchema,
    /** What it is for; absent for a batch from before there were projects. */
    project: z.object({ projectId: projectIdSchema, title: z.string() }).optional(),
    priority: prioritySchema,
    createdAt: instant,
    finishedAt: instant.optional(),
    pausedAt: instant.optional(),
    cancelledAt: instant.optional(),
    units: count,
    validated: count,
    failed: count,
    /** Units in somebody's hands, or with results that wait for a verdict. */
    inProgress: count,
    /** Units nobody has begun. */
    waiting: count,
    /** Of those in progress: units that rest on one host's result until that host has passed its audits. */
    held: count,
    /** Results received so far, successes and errors. */
    results: count,
    /** Credit granted for it. */
    microCobblestones: count,
    /** Present where somebody is to be told when it is finished. */
    notification: notificationSchema.optional(),
  })
  .meta({ id: "BatchStatus" });

export const batchListSchema = z.object({ batches: z.array(batchStatusSchema) }).meta({ id: "BatchList" });

/** One line of the results of a batch. `output` is null for a failed unit. */
export const resultRowSchema = z
  .object({
    unit: unitNumber,
    state: z.enum(["validated", "failed"]),
    input: row,
    output: row.nullable(),
    /** Results from different hosts that agree with the output. */
    replicas: count,
    assurance: assuranceSchema,
    /** What the output rests on; absent for a failed unit. */
    basis: z.enum(["certificate", "established", "newcomers", "reliable"]).optional(),
    /** The estimated probability that the output is wrong, by the formula of its basis in `docs/trust.md`. */
    errorProbability: z.number().optional(),
    /** \`cancelled\`: it had no verdict yet when its batch was cancelled. */
    failure: z.enum(["too-many-errors", "too-many-results", "cancelled"]).optional(),
  })
  .meta({ id: "ResultRow" });

// ---- the picture so far, and what a volunteer sees before Start ----------------------------------

export const pictureSchema = z
  .object({
    batchId: batchIdSchema,
    /** Square i stands for the units from ⌊i × units ÷ n⌋ on, n being the number of squares. */
    squares: z.array(
      z.object({
        units: count,
        checked: count,
        /** Whether a unit of this square is in somebody's hands now. */
        inHands: z.boolean(),
        /** Average over the checked units of the value the kernel's manifest names; null when none is checked. */
        value: z.number().nullable(),
      }),
    ),
  })
  .meta({ id: "Picture" });

/** Bytes to fetch, and the SHA-256 by which to check them. */
const fileSchema = z.object({ url: z.string(), bytes: count, sha256: z.string() });

export const kernelSchema = z
  .object({
    /** The kernel's manifest; its schema is `manifestSchema` of `worker-kernels/contract.ts`. */
    manifest: z.unknown(),
    module: fileSchema,
    /** Present when the kernel can run on a GPU. */
    shader: fileSchema.optional(),
    /** Who brought it here; absent for a kernel that is built in. */
    broughtBy: z.string().optional(),
  })
  .meta({ id: "Kernel" });

export const kernelListSchema = z
  .object({
    kernels: z.array(
      z.object({ id: z.string(), version: z.string(), title: z.string(), purpose: z.string(), broughtBy: z.string().optional() }),
    ),
  })
  .meta({ id: "KernelList" });

export const healthSchema = z.object({ status: z.literal("ok"), protocolVersion: z.literal(PROTOCOL_VERSION) }).meta({ id: "Health" });

export type EnrolRequest = z.infer<typeof enrolRequestSchema>;
export type WorkProof = NonNullable<EnrolRequest["workProof"]>;
export type SessionReply = z.infer<typeof sessionReplySchema>;
export type HostRecord = z.infer<typeof hostRecordSchema>;
export type LinkReply = z.infer<typeof linkReplySchema>;
export type VolunteerRecord = z.infer<typeof volunteerRecordSchema>;
export type HostFile = z.infer<typeof hostFileSchema>;
export type Outcome = z.infer<typeof outcomeSchema>;
export type Report = z.infer<typeof reportSchema>;
export type Wish = z.infer<typeof wishSchema>;
export type ExchangeRequest = z.infer<typeof exchangeRequestSchema>;
export type ExchangeReply = z.infer<typeof exchangeReplySchema>;
export type Lease = z.infer<typeof leaseSchema>;
export type IdleReason = z.infer<typeof idleReason>;
export type Assurance = z.infer<typeof assuranceSchema>;
export type Policy = z.infer<typeof policySchema>;
export type Priority = z.infer<typeof prioritySchema>;
export type BatchChange = z.infer<typeof batchChangeSchema>;
export type RaiseRequest = z.infer<typeof raiseRequestSchema>;
export type SubmitQuery = z.infer<typeof submitQuerySchema>;
export type Notification = z.infer<typeof notificationSchema>;
export type BatchStatus = z.infer<typeof batchStatusSchema>;
export type ResultRow = z.infer<typeof resultRowSchema>;
export type Picture = z.infer<typeof pictureSchema>;
export type Kernel = z.infer<typeof kernelSchema>;
export type KernelList = z.infer<typeof kernelListSchema>;
