import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { builtInKernels } from "./catalog.ts";

it("lists every folder with a manifest, under the folder's name", () => {
  const folders = readdirSync(import.meta.dirname).filter((name) => existsSync(join(import.meta.dirname, name, "manifest.json")));
  expect(new Set(builtInKernels.map(({ id }) => id))).toEqual(new Set(folders));
});

it("lists no version of a kernel twice", () => {
  const names = builtInKernels.map(({ id, version }) => `${id}@${version}`);
  expect(new Set(names).size).toBe(names.length);
});
