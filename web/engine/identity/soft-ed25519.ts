/** Ed25519 in script, for platforms that have none: a file of its own, which they alone fetch. */
import { getPublicKey, hashes, sign, utils } from "@noble/ed25519";
import { sha512 } from "@noble/hashes/sha2.js";

hashes.sha512 = sha512;

export const { randomSecretKey } = utils;
export { getPublicKey, sign };
