import { expect, test } from "vitest";
import { bannedCalls } from "./banned-calls.ts";
import { complaints } from "./fixture.ts";

const check = (text: string, path = "server/domain/lease.ts"): string[] => complaints(bannedCalls, { [path]: text });

test.each([
  ["const now = Date.now();", "Date"],
  ["const then = new Date().getTime();", "Date"],
  ["const x = Math.random();", "Math.random"],
  ["const x = globalThis.crypto.randomUUID();", "crypto"],
  ["setTimeout(() => {}, 1);", "setTimeout"],
  ["const at = (now = Date.now()) => now;", "Date"],
  ["export async function lease() {}", "await"],
])("The domain may not hold: %s", (text, what) => {
  expect(check(text)[0]).toContain(`server/domain/lease.ts:1: no ${what} here`);
});

test.each([
  "export const expired = (lease: Lease, now: number) => lease.deadline < now;",
  "export const pick = (random: () => number) => random();",
  "export const send = (fetch: typeof globalThis.fetch, url: string) => fetch(url);",
  "export interface Clock { readonly now: () => Date }",
  "export const settings = { fetch: true }; settings.fetch;",
  "const floor = Math.floor(1.5);",
])("The domain may hold: %s", (text) => {
  expect(check(text)).toEqual([]);
});

test("What is said on the wire may be hashed and signed, and draws no random numbers", () => {
  expect(check('await crypto.subtle.digest("SHA-256", bytes);', "protocol/identity/covered.ts")).toEqual([]);
  expect(check("crypto.getRandomValues(bytes);", "protocol/ids.ts")).toHaveLength(1);
  expect(check("crypto.subtle;")).toHaveLength(1);
});

test("Tests may do as they like, and so may the shell around pure code", () => {
  expect(check("Date.now();", "server/domain/lease.test.ts")).toEqual([]);
  expect(check("Date.now();", "server/cell/cell-object.ts")).toEqual([]);
});

test("The engine's state machine is pure, in one file or in a folder", () => {
  expect(check("Date.now();", "web/engine/volunteer.ts")).toHaveLength(1);
  expect(check("await next;", "web/engine/volunteer/turn.ts")).toHaveLength(1);
});
