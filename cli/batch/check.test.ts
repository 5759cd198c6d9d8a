import { expect, test } from "vitest";
import { describeSummary } from "./check.ts";

test.each([
  [{ rows: 1, problems: 0, complete: true }, "1 row of x.csv read, all of them fit"],
  [{ rows: 9, problems: 1, complete: true }, "9 rows of x.csv read, 1 problem"],
  [{ rows: 9, problems: 3, complete: false }, "9 rows of x.csv read, then it could not be read further"],
])("B8 what a check has found is said in a line", (summary, line) => {
  expect(describeSummary("x.csv", summary)).toBe(line);
});
