import { expect, test } from "vitest";
import { makeResearcherId } from "../../protocol/ids.ts";
import type { Manifest } from "../../worker-kernels/contract.ts";
import { nodeSql } from "../sql/node-sql.ts";
import { PUSHED_KERNELS_TABLE, type PushedKernel, pushedKernels } from "./pushed-kernels.ts";

const kernel = (id: string, version: string, sha256 = "a"): PushedKernel => ({
  // The table looks at nothing else of it.
  manifest: { id, version } as Manifest,
  module: { sha256, bytes: 10 },
  broughtBy: "somebody",
});

function table() {
  const sql = nodeSql();
  sql.all(PUSHED_KERNELS_TABLE);
  return pushedKernels(sql);
}

test("K4 a version is what it was at first: the same again is fine, anything else is a conflict", () => {
  const kernels = table();
  expect(kernels.push(kernel("queens", "1.0.0"), 0)).toBe("kept");
  expect(kernels.push(kernel("queens", "1.0.0"), 1)).toBe("known");
  expect(kernels.push(kernel("queens", "1.0.0", "b"), 2)).toBe("conflict");
  expect(kernels.find("queens", "1.0.0")).toEqual(kernel("queens", "1.0.0"));
});

test("K4 an id is whose first brought a version of it", () => {
  const kernels = table();
  const owner = makeResearcherId(new Uint8Array(10));
  expect(kernels.push({ ...kernel("queens", "1.0.0"), owner }, 0)).toBe("kept");
  expect(kernels.push(kernel("queens", "2.0.0"), 1)).toBe("foreign");
  expect(kernels.push({ ...kernel("queens", "2.0.0"), owner }, 2)).toBe("kept");
});

test("without a version the newest is meant, by number and not by letter", () => {
  const kernels = table();
  for (const version of ["1.9.0", "1.10.0", "1.2.30"]) kernels.push(kernel("queens", version), 0);
  kernels.push(kernel("knights", "3.0.0"), 0);
  expect(kernels.find("queens")?.manifest.version).toBe("1.10.0");
  expect(kernels.list().map(({ manifest }) => `${manifest.id}@${manifest.version}`)).toEqual([
    "knights@3.0.0",
    "queens@1.2.30",
    "queens@1.9.0",
    "queens@1.10.0",
  ]);
  expect(kernels.find("queens", "2.0.0")).toBeUndefined();
  expect(kernels.find("bishops")).toBeUndefined();
});
