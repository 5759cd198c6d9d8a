import { expect, test } from "vitest";
import { keyRecordSchema } from "../../protocol/research.ts";
import { changeOf } from "./edit.ts";
import { stateOf, toInstant, toScopes } from "./command.ts";

test("Scopes are given with commas between, and a typing error is told with all there are", () => {
  expect(toScopes("batches:read,keys:write")).toEqual(["batches:read", "keys:write"]);
  for (const text of ["", "batches:raed", "batches:read,"]) expect(() => toScopes(text)).toThrow("expected some of batches:read,");
});

test("An end is a date", () => {
  expect(toInstant("2027-01-31")).toBe(Date.UTC(2027, 0, 31));
  for (const text of ["tomorrow", "31.1.2027", "2027-13-01", "5"]) expect(() => toInstant(text)).toThrow("2027-01-31");
});

test("A key's state is told in a word or two", () => {
  const key = keyRecordSchema.parse({
    keyId: "kaaaaaaaaaaaaaaaa",
    accountId: "kaaaaaaaaaaaaaaaa",
    researcherId: "raaaaaaaaaaaaaaaa",
    name: "x",
    scopes: [],
    createdAt: 0,
    quota: { unitsPerDay: 1, runningBatches: 1, blobBytesPerDay: 1 },
  });
  const expiresAt = Date.UTC(2027, 0, 31);
  expect(stateOf(key, 0)).toBe("good");
  expect(stateOf({ ...key, expiresAt }, 0)).toBe("until 2027-01-31");
  expect(stateOf({ ...key, expiresAt }, expiresAt)).toBe("ended 2027-01-31");
  expect(stateOf({ ...key, expiresAt, revokedAt: 1 }, 0)).toBe("revoked");
});

test("An edit changes what is named, and a quota only where some of it is", () => {
  expect(changeOf({})).toEqual({});
  expect(changeOf({ name: "x" })).toEqual({ name: "x" });
  expect(changeOf({ unitsPerDay: "5", blobBytesPerDay: "0" })).toEqual({ quota: { unitsPerDay: 5, blobBytesPerDay: 0 } });
});
