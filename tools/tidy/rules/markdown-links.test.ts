import { expect, test } from "vitest";
import { complaints } from "./fixture.ts";
import { markdownLinks } from "./markdown-links.ts";

const check = (text: string): string[] =>
  complaints(markdownLinks, { "docs/README.md": text, "docs/spec.md": "# Spec\n\n## What a host *may* do\n", "cli/key.ts": "" });

test.each([
  "[spec](spec.md)",
  "[rule](spec.md#what-a-host-may-do)",
  "[code](../cli/key.ts)",
  "[folder](../cli/)",
  "[out](https://example.org/x)",
  "`[code](gone.md)`",
  "```\n[code](gone.md)\n```",
])("Good: %s", (text) => {
  expect(check(text)).toEqual([]);
});

test.each(["[gone](gone.md)", "[rule](spec.md#no-such-rule)", "[self](#nothing)", "![image](gone.png)"])("Broken: %s", (text) => {
  expect(check(`# Index\n\n${text}`)).toEqual([expect.stringContaining("docs/README.md:3:")]);
});
