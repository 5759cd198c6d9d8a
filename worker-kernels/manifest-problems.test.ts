import { expect, test } from "vitest";
import { builtInKernels } from "./catalog.ts";
import type { Manifest } from "./contract.ts";
import { parseManifest, pushedProblems } from "./manifest-problems.ts";

const sound: Manifest = {
  contract: 1,
  id: "toy",
  version: "1.0.0",
  title: "Toy",
  purpose: "Shows what a manifest is.",
  input: {
    fields: [
      { name: "n", type: "u32", description: "a number" },
      { name: "block", type: "blob", description: "bytes" },
      { name: "list", type: "u32", array: true, description: "numbers" },
    ],
  },
  output: {
    fields: [
      { name: "found", type: "u64", array: true, description: "numbers" },
      { name: "note", type: "text", description: "words" },
    ],
  },
  cost: { base: 1, perField: { n: 2 } },
  comparison: "exact",
  assurance: ["quorum"],
  picture: { field: "found", caption: "more is darker" },
};

test("a manifest whose parts belong together is taken, and so are all that are built in", () => {
  for (const manifest of [sound, ...builtInKernels]) expect(parseManifest(structuredClone(manifest))).toEqual({ ok: true, manifest });
});

test.each<[string, unknown, string]>([
  ["nothing", undefined, "/"],
  ["an unknown member", { ...sound, icon: "x" }, "/"],
  ["an id with capitals", { ...sound, id: "Toy" }, "/id"],
  ["a type that does not exist", { ...sound, output: { fields: [{ name: "x", type: "u9", description: "" }] } }, "/output/fields/0/type"],
  ["a cost by a field that is not there", { ...sound, cost: { base: 0, perField: { m: 1 } } }, "/cost/perField/m"],
  ["a cost by a blob", { ...sound, cost: { base: 0, perField: { block: 1 } } }, "/cost/perField/block"],
  ["a cost by a product with one that is not there", { ...sound, cost: { base: 0, perField: { "n*m": 1 } } }, "/cost/perField/n*m"],
  ["a cost by an array", { ...sound, cost: { base: 0, perField: { list: 1 } } }, "/cost/perField/list"],
  ["a picture of an input", { ...sound, picture: { field: "n", caption: "" } }, "/picture/field"],
  ["a tolerance for a field that is not there", { ...sound, comparison: { fields: { x: { absolute: 1 } } } }, "/comparison/fields/x"],
  ["a tolerance for words", { ...sound, comparison: { fields: { note: { absolute: 1 } } } }, "/comparison/fields/note"],
  ["a tolerance below nothing", { ...sound, comparison: { fields: { found: { absolute: -1 } } } }, "/comparison/fields/found/absolute"],
  ["an effort behind no certificate", { ...sound, effort: "audited" }, "/effort"],
  ["a picture of a text", { ...sound, picture: { field: "note", caption: "" } }, "/picture/field"],
])("%s is refused by its place", (_, json, field) => {
  expect(parseManifest(json)).toMatchObject({ ok: false, problems: [{ field }] });
});

test("V5 a tolerance for a number, or for an array of them, is taken", () => {
  const manifest = { ...sound, comparison: { fields: { found: { absolute: 0, relative: 1e-9 } } } };
  expect(parseManifest(manifest)).toEqual({ ok: true, manifest });
});

test("K6 a certificate is for kernels that are built in", () => {
  expect(pushedProblems(sound)).toEqual([]);
  expect(pushedProblems({ ...sound, assurance: ["quorum", "certificate"] })).toMatchObject([{ field: "/assurance" }]);
});
