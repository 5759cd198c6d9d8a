import { expect, test } from "vitest";
import { toProblem } from "../protocol/problem.ts";
import { CliError, ServerRefusal } from "./cli-error.ts";
import { describeFailure, describeProblem, percent, printable, table } from "./output.ts";

const problem = toProblem(
  "invalid-rows",
  "3 rows do not fit mersenne-tf",
  [
    { line: 3, field: "exponent", value: "abc", expected: "a whole number" },
    { field: "kStart", expected: "a column of that name" },
  ],
  3,
);

test("A problem is told by line, field, value and expectation, and by what is not listed", () => {
  expect(describeProblem(problem)).toBe(
    [
      "error: The batch has rows that do not fit the kernel's input",
      "  3 rows do not fit mersenne-tf",
      '  line 3, exponent: found "abc", expected a whole number',
      "  kStart: expected a column of that name",
      "  and 1 more",
    ].join("\n"),
  );
});

test("What the detail has said is not said again", () => {
  const expected = "a batch id: b and 16 letters";
  const refused = toProblem("invalid-request", `batchId: ${expected}`, [{ field: "batchId", expected }]);
  expect(describeProblem(refused)).toBe(`error: The request does not have the form that was agreed\n  batchId: ${expected}`);
});

test("For a machine, a refusal is the server's problem details unchanged", () => {
  expect(JSON.parse(describeFailure(new ServerRefusal(problem), true))).toEqual(problem);
});

test("For a machine, a failure of our own is problem details too", () => {
  expect(JSON.parse(describeFailure(new CliError("no such file"), true))).toMatchObject({ detail: "no such file" });
});

test("What the person can put right is one line; what nobody foresaw shows where it happened", () => {
  expect(describeFailure(new CliError("no such file"), false)).toBe("error: no such file");
  expect(describeFailure(new TypeError("oops"), false)).toContain("output.test.ts");
});

test("Text from elsewhere cannot steer the terminal", () => {
  expect(printable("red \u001b[31m\r\nalert")).toBe("red  [31m  alert");
});

test("A hundred per cent means that nothing is left", () => {
  expect([percent(999, 1000), percent(1000, 1000), percent(0, 0)]).toEqual(["99 %", "100 %", "0 %"]);
});

test("Columns line up, and no line ends in blanks", () => {
  expect(
    table([
      ["a", "1", ""],
      ["bcd", "22", "x"],
    ]),
  ).toBe("a    1\nbcd  22  x");
});
