/** The text of a researcher's key: `mh_`, the key's id, and a secret. The id says which key it is, and opens nothing. */
import { base32, type KeyId, keyIdSchema } from "./ids.ts";

/** Random bytes of a key's secret: 256 bits cannot be guessed, so that a plain SHA-256 of the text is enough at rest. */
export const KEY_SECRET_BYTES = 32;

const KEY = /^mh_(k[a-z2-7]{16})_[a-z2-7]{52}$/;

/** Writes a key of {@link KEY_SECRET_BYTES} random bytes. */
export const writeKey = (id: KeyId, secret: Uint8Array): string => `mh_${id}_${base32(secret)}`;

/** The id that a key's text names, or undefined when it is no such text. */
export function keyIdOf(text: string): KeyId | undefined {
  const id = KEY.exec(text)?.[1];
  return id === undefined ? undefined : keyIdSchema.parse(id);
}
