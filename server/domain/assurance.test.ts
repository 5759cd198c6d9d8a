import { expect, test } from "vitest";
import { decideAssurance } from "./assurance.ts";
import { decidePolicy } from "./policy.ts";

test("A1 a batch gets the class it wished for, or the first that is possible, and no other", () => {
  expect(decideAssurance(undefined, ["certificate", "quorum"])).toEqual({ ok: true, assurance: "certificate" });
  expect(decideAssurance("quorum", ["certificate", "quorum"])).toEqual({ ok: true, assurance: "quorum" });
  expect(decideAssurance("certificate", ["quorum"])).toMatchObject({ ok: false, expected: expect.stringMatching(/^quorum/) });
  expect(decideAssurance(undefined, [])).toMatchObject({ ok: false });
});

test("A2 a certificate needs one result, and no more may be asked for", () => {
  expect(decidePolicy({}, "certificate")).toMatchObject({ ok: true, policy: { minQuorum: 1, targetResults: 1 } });
  expect(decidePolicy({ minQuorum: 2 }, "certificate")).toMatchObject({ ok: false, field: "minQuorum" });
  expect(decidePolicy({ targetResults: 2 }, "certificate")).toMatchObject({ ok: false, field: "targetResults" });
  expect(decidePolicy({}, "quorum")).toMatchObject({ ok: true, policy: { minQuorum: 2, targetResults: 1 } });
});
