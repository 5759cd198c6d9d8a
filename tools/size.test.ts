import { expect, test } from "vitest";
import { filesOfPage } from "./size.ts";

test("A page's first visit is its entry, what that imports at once, and nothing it imports later", () => {
  const manifest = {
    "web/index.html": { file: "assets/index.js", css: ["assets/index.css"], imports: ["_shared.js"], dynamicImports: ["web/view.tsx"] },
    "_shared.js": { file: "assets/shared.js", css: ["assets/shared.css"], imports: ["_shared.js"] },
    "web/view.tsx": { file: "assets/view.js" },
  };
  expect(filesOfPage(manifest, "index.html")).toEqual({
    scripts: ["assets/index.js", "assets/shared.js"],
    styles: ["assets/index.css", "assets/shared.css"],
  });
});

test("A page that was not built is named", () => {
  expect(() => filesOfPage({}, "index.html")).toThrow('no "index.html"');
});
