import { expect, test } from "vitest";
import type { Assurance } from "../../protocol/messages.ts";
import { raised } from "./raise.ts";

const ALL: readonly Assurance[] = ["certificate", "adaptive", "quorum"];
const batch = (assurance: Assurance, minQuorum: number, maxTotalResults = 20) => ({ assurance, policy: { minQuorum, maxTotalResults } });

test.each([
  ["adaptive", 2, undefined, 2],
  ["adaptive", 2, 5, 5],
  ["certificate", 1, undefined, 2],
  ["certificate", 1, 3, 3],
  ["quorum", 2, undefined, 3],
  ["quorum", 1, 2, 2],
  ["quorum", 2, 10, 10],
] as const)("A10 %s of %i may become a quorum of %s", (assurance, minQuorum, wished, got) => {
  // Without a number, a quorum that stands already stays as it is.
  const expected = assurance === "quorum" && wished === undefined ? minQuorum : got;
  const verdict = raised(batch(assurance, minQuorum), { assurance: "quorum", minQuorum: wished }, ALL);
  expect(verdict).toEqual({ ok: true, assurance: "quorum", minQuorum: expected });
});

test.each(ALL)("A10 asking for the %s that a batch has changes nothing, whatever its kernel allows", (assurance) => {
  expect(raised(batch(assurance, 2), { assurance }, [])).toEqual({ ok: true, assurance, minQuorum: 2 });
});

test.each([
  ["quorum", 3, { assurance: "quorum", minQuorum: 2 }, "minQuorum"],
  ["quorum", 2, { assurance: "adaptive" }, "assurance"],
  ["quorum", 2, { assurance: "certificate" }, "assurance"],
  ["adaptive", 2, { assurance: "certificate" }, "assurance"],
  ["adaptive", 2, { assurance: "adaptive", minQuorum: 3 }, "assurance"],
  ["adaptive", 2, { assurance: "quorum", minQuorum: 1 }, "minQuorum"],
  ["certificate", 1, { assurance: "quorum", minQuorum: 1 }, "minQuorum"],
] as const)("A10 %s of %i does not become %o, and what is possible is named", (assurance, minQuorum, wish, field) => {
  const verdict = raised(batch(assurance, minQuorum), wish, ALL);
  expect(verdict).toMatchObject({ ok: false, field, expected: expect.stringMatching(/^a quorum of \d+ to 10, which is what is stronger/) });
});

test("A10 a kernel without quorums, and a batch whose limits leave no room, may not be raised", () => {
  const wish = { assurance: "quorum", minQuorum: 3 } as const;
  expect(raised(batch("certificate", 1), wish, ["certificate"])).toMatchObject({ ok: false, field: "assurance" });
  expect(raised(batch("quorum", 2, 2), wish, ALL)).toMatchObject({ ok: false, field: "assurance" });
  expect(raised(batch("quorum", 2, 4), { ...wish, minQuorum: 5 }, ALL)).toMatchObject({
    field: "minQuorum",
    expected: "a quorum of 3 to 4, which is what is stronger than a quorum of 2",
  });
});
