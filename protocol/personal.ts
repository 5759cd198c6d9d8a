/** What people give and type: the names of their hosts and of themselves, and the codes that link hosts. */
import { z } from "zod";
import { base32 } from "./ids.ts";
import { MAX_PERSONAL_NAME_LENGTH } from "./limits.ts";

/** Control characters, breaks of lines, and what turns the direction of writing: a name stands in other people's tables. */
const UNPRINTABLE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}]/u;

/** A name, trimmed; an empty one stands for none. */
export const personalNameSchema = z
  .string()
  .describe(`at most ${MAX_PERSONAL_NAME_LENGTH} characters, no control characters among them; empty for none`)
  .transform((text) => text.normalize("NFC").trim())
  .refine((name) => Array.from(name).length <= MAX_PERSONAL_NAME_LENGTH, `at most ${MAX_PERSONAL_NAME_LENGTH} characters`)
  .refine((name) => !UNPRINTABLE.test(name), "a name without control characters");

/** Random bytes of a link code: 80 bits, and no letter left over. */
export const LINK_CODE_BYTES = 10;

/** A link code of {@link LINK_CODE_BYTES} random bytes, in groups of four letters: `abcd-efgh-ijkl-mnop`. */
export const makeLinkCode = (random: Uint8Array): string => base32(random).replace(/....(?=.)/g, "$&-");

/** Room for spaces and hyphens. */
const MAX_TYPED_LENGTH = 100;

/** A link code as somebody types it: letters of either case, with hyphens and spaces anywhere. Parses to the letters alone. */
export const linkCodeSchema = z
  .string()
  .max(MAX_TYPED_LENGTH)
  .describe("16 letters, in groups or not: abcd-efgh-ijkl-mnop")
  .transform((text) => text.replace(/[\s-]/g, "").toLowerCase())
  .refine((code) => /^[a-z2-7]{16}$/.test(code), "a code of 16 letters, as in abcd-efgh-ijkl-mnop");
