import { expect, test } from "vitest";
import { complaints } from "./fixture.ts";
import { exactVersions, noRegistryHosts, oneWorkerd, wholeLockFile } from "./packages.ts";

test("A range of versions is refused, with its line", () => {
  const manifest = JSON.stringify({ dependencies: { hono: "4.13.19" }, devDependencies: { vite: "^8.3.8" } }, undefined, 2);
  expect(complaints(exactVersions, { "package.json": manifest })).toEqual([
    expect.stringContaining("package.json:6: vite is wanted as ^8.3.8"),
  ]);
});

test("There is one workerd in the tree", () => {
  const lock = (paths: string[]): string =>
    JSON.stringify({ packages: Object.fromEntries(paths.map((path) => [path, { version: "1.0.0" }])) });
  const once = ["node_modules/workerd", "node_modules/@cloudflare/workerd-linux-64"];
  expect(complaints(oneWorkerd, { "package-lock.json": lock(once) })).toEqual([]);
  expect(complaints(oneWorkerd, { "package-lock.json": lock([...once, "node_modules/miniflare/node_modules/workerd"]) })).toHaveLength(1);
});

test("A lock file that lacks a platform's package is refused", () => {
  const lock = (version?: string): string =>
    JSON.stringify({
      packages: { "node_modules/a": { version: "1.0.0", optionalDependencies: { b: "1.0.0" } }, "node_modules/b": { version } },
    });
  expect(complaints(wholeLockFile, { "package-lock.json": lock("1.0.0") })).toEqual([]);
  expect(complaints(wholeLockFile, { "package-lock.json": lock() })).toEqual([expect.stringContaining("b has no version")]);
});

test("No committed file names a package registry", () => {
  const files = { ".npmrc": "save-exact=true\nregistry=https://example.org\n", "docs/registry.md": "The registry knows every cell." };
  expect(complaints(noRegistryHosts, files)).toEqual([expect.stringContaining(".npmrc:2:")]);
});
