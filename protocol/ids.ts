/**
 * Branded identifiers: a host's id cannot be passed where a batch's is wanted.
 * Every id is a one-letter prefix and 16 letters of unpadded base32, 80 random bits.
 */
import { z } from "zod";

const BASE32 = "abcdefghijklmnopqrstuvwxyz234567";

/** Random bytes an id is made of. */
export const ID_RANDOM_BYTES = 10;

const HostId = z
  .string()
  .regex(/^h[a-z2-7]{16}$/, "a host id: h and 16 letters")
  .brand<"HostId">();
const VolunteerId = z
  .string()
  .regex(/^v[a-z2-7]{16}$/, "a volunteer id: v and 16 letters")
  .brand<"VolunteerId">();
const BatchId = z
  .string()
  .regex(/^b[a-z2-7]{16}$/, "a batch id: b and 16 letters")
  .brand<"BatchId">();
const ProjectId = z
  .string()
  .regex(/^p[a-z2-7]{16}$/, "a project id: p and 16 letters")
  .brand<"ProjectId">();
const ResearcherId = z
  .string()
  .regex(/^r[a-z2-7]{16}$/, "a researcher id: r and 16 letters")
  .brand<"ResearcherId">();
const KeyId = z
  .string()
  .regex(/^k[a-z2-7]{16}$/, "a key id: k and 16 letters")
  .brand<"KeyId">();
const LeaseId = z
  .string()
  .regex(/^l[0-9]{1,15}$/, "a lease id: l and a number")
  .brand<"LeaseId">();

export const hostIdSchema = HostId;
export const volunteerIdSchema = VolunteerId;
export const batchIdSchema = BatchId;
export const projectIdSchema = ProjectId;
export const researcherIdSchema = ResearcherId;
export const keyIdSchema = KeyId;
export const leaseIdSchema = LeaseId;

export type HostId = z.infer<typeof HostId>;
export type VolunteerId = z.infer<typeof VolunteerId>;
export type BatchId = z.infer<typeof BatchId>;
export type ProjectId = z.infer<typeof ProjectId>;
export type ResearcherId = z.infer<typeof ResearcherId>;
export type KeyId = z.infer<typeof KeyId>;
export type LeaseId = z.infer<typeof LeaseId>;

/** Encodes bytes as lower-case base32 (RFC 4648 alphabet, no padding). */
export function base32(bytes: Uint8Array): string {
  let text = "";
  let pending = 0;
  let pendingBits = 0;
  for (const byte of bytes) {
    pending = (pending << 8) | byte;
    pendingBits += 8;
    while (pendingBits >= 5) {
      pendingBits -= 5;
      text += BASE32[(pending >> pendingBits) & 31];
    }
    pending &= (1 << pendingBits) - 1;
  }
  return pendingBits > 0 ? text + BASE32[(pending << (5 - pendingBits)) & 31] : text;
}

/** Makes a host id from {@link ID_RANDOM_BYTES} random bytes. */
export const makeHostId = (random: Uint8Array): HostId => HostId.parse(`h${base32(random)}`);

/** Makes a volunteer id from {@link ID_RANDOM_BYTES} random bytes. */
export const makeVolunteerId = (random: Uint8Array): VolunteerId => VolunteerId.parse(`v${base32(random)}`);

/** Makes a batch id from {@link ID_RANDOM_BYTES} random bytes. */
export const makeBatchId = (random: Uint8Array): BatchId => BatchId.parse(`b${base32(random)}`);

/** Makes a project id from {@link ID_RANDOM_BYTES} random bytes. */
export const makeProjectId = (random: Uint8Array): ProjectId => ProjectId.parse(`p${base32(random)}`);

/** Makes a researcher id from {@link ID_RANDOM_BYTES} random bytes. */
export const makeResearcherId = (random: Uint8Array): ResearcherId => ResearcherId.parse(`r${base32(random)}`);

/** Makes a key id from {@link ID_RANDOM_BYTES} random bytes. */
export const makeKeyId = (random: Uint8Array): KeyId => KeyId.parse(`k${base32(random)}`);

/** Makes the public form of a cell's lease number. */
export const makeLeaseId = (number: number): LeaseId => LeaseId.parse(`l${number}`);

/** The number that {@link makeLeaseId} was given. */
export const leaseNumber = (id: LeaseId): number => Number(id.slice(1));
