/**
 * A recovery file: a key of its own, which was made one of the person's devices. Whoever has the file can make
 * further devices theirs, so that no device ever gives its own key away.
 */
import { z } from "zod";
import { type CarriedKey, carriedKeySchema } from "../identity/host-key.ts";

/** Far more than a file of ours has. */
export const MAX_RECOVERY_FILE_BYTES = 10_000;

const FORMAT = "manyhands-recovery";

const fileSchema = z.object({
  format: z.literal(FORMAT, `expected "${FORMAT}"`),
  version: z.literal(1, "expected 1"),
  /** The origin of the deployment that knows the key. */
  server: z.url(),
  savedAt: z.iso.datetime(),
  key: carriedKeySchema,
});

export type RecoveryFile = Pick<z.infer<typeof fileSchema>, "server" | "savedAt" | "key">;

export function formatRecoveryFile(server: string, savedAt: Date, key: CarriedKey): string {
  const note = "Whoever has this file can act as you at this server: see your devices, add to them, erase them. Keep it safe.";
  return `${JSON.stringify({ format: FORMAT, version: 1, note, server, savedAt: savedAt.toISOString(), key }, null, 2)}\n`;
}

/** Reads what a person gives for a recovery file. Throws an error that says what is wrong with it. */
export function parseRecoveryFile(text: string): RecoveryFile {
  if (text.length > MAX_RECOVERY_FILE_BYTES) throw new Error("this is no recovery file: it is too long");
  const parsed = fileSchema.safeParse(fromJson(text));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Error(`this is no recovery file: ${issue?.path.join(".") || "the text"}: ${issue?.message ?? "unreadable"}`);
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new Error("this is no recovery file: it is not JSON, or was cut short");
  }
}
