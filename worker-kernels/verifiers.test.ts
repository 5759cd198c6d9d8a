import { expect, it } from "vitest";
import { builtInKernels } from "./catalog.ts";
import { verifierOf } from "./verifiers.ts";

it("checks the certificates of every built-in kernel that offers them, and of no other", () => {
  for (const kernel of builtInKernels) expect(verifierOf(kernel) !== undefined).toBe(kernel.assurance.includes("certificate"));
  expect(verifierOf({ id: "maxcut", version: "0.0.1" })).toBeUndefined();
  expect(verifierOf({ id: "constructor", version: "1.0.0" })).toBeUndefined();
});
