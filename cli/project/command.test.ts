import { expect, test } from "vitest";
import { addLink } from "./command.ts";

test("A link is a title and an address, and there may be several", () => {
  const one = addLink("Paper=https://example.org/p?a=b", []);
  expect(addLink("Code=http://example.org", one)).toEqual([
    { title: "Paper", url: "https://example.org/p?a=b" },
    { title: "Code", url: "http://example.org" },
  ]);
  for (const text of ["https://example.org", "x=javascript:alert(1)", "=https://example.org"]) {
    expect(() => addLink(text, [])).toThrow("expected title=address");
  }
});
