import { expect, test } from "vitest";
import { LINK_CODE_BYTES, linkCodeSchema, makeLinkCode, personalNameSchema } from "./personal.ts";

const accepts = (name: string): boolean => personalNameSchema.safeParse(name).success;

test("P4 a name is trimmed and composed, and may be empty", () => {
  expect(personalNameSchema.parse("  Ada’s te\u0301le\u0301phone \n")).toBe("Ada’s t\u00e9l\u00e9phone");
  expect(personalNameSchema.parse("   ")).toBe("");
});

test("P4 a name counts characters, not the halves of which some are made", () => {
  expect(accepts("😀".repeat(60))).toBe(true);
  expect(accepts("😀".repeat(61))).toBe(false);
});

test.each(["a\u0000b", "a\u001bb", "two\nlines", "a\u2028b", "\u202eevil", "half\ud83d"])("P4 the name %j is refused", (name) => {
  expect(accepts(name)).toBe(false);
});

test("P2 a code is read however it is typed", () => {
  const code = makeLinkCode(Uint8Array.from({ length: LINK_CODE_BYTES }, (_, i) => i * 25));
  expect(code).toMatch(/^[a-z2-7]{4}(-[a-z2-7]{4}){3}$/);
  const letters = code.replaceAll("-", "");
  for (const typed of [code, code.toUpperCase(), letters, ` ${code.replaceAll("-", " ")} `])
    expect(linkCodeSchema.parse(typed)).toBe(letters);
});

test.each(["", "abcd", "abcd-efgh-ijkl-mno1", "abcd-efgh-ijkl-mnop-q"])("P2 %j is no code", (typed) => {
  expect(linkCodeSchema.safeParse(typed).success).toBe(false);
});
