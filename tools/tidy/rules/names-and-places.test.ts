import { expect, test } from "vitest";
import { complaints } from "./fixture.ts";
import { fileNames, testsBeside } from "./names-and-places.ts";

test("File and folder names are kebab-case, save those that others have fixed", () => {
  const files = { "cli/server-client.ts": "", "docs/README.md": "", ".ci/run": "", "web/ui/Button.tsx": "", "web/my_state/x.ts": "" };
  expect(complaints(fileNames, files)).toEqual([
    expect.stringContaining('web/ui/Button.tsx:1: "Button.tsx"'),
    expect.stringContaining('web/my_state/x.ts:1: "my_state"'),
  ]);
});

test("A test lies beside the file or the folder it is named after, or beside what it imports", () => {
  const files = {
    "cli/key.ts": "",
    "cli/key.test.ts": "",
    "cli/batch/submit.ts": "",
    "cli/batch.test.ts": "",
    "cli/all.test.ts": 'import { key } from "./key.ts";',
    "cli/lost.test.ts": 'import { key } from "../tools/key.ts";',
    "sim/collusion.test.ts": "",
    "server/restart.workerd.test.ts": "",
  };
  expect(complaints(testsBeside, files)).toEqual([expect.stringContaining("cli/lost.test.ts:1:")]);
});
