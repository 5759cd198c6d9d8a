import { describe, expect, it } from "vitest";
import { createStudyApi, readBatchList, readKernel, readPicture } from "./study-api.ts";

const batch = {
  batchId: "b1",
  name: "n",
  state: "running",
  kernel: { id: "k", version: "1.0.0" },
  policy: { minQuorum: 2 },
  ...Object.fromEntries(["units", "validated", "failed", "inProgress", "waiting", "results", "createdAt"].map((name) => [name, 1])),
};

describe("replies are checked before they are shown", () => {
  it("takes a batch list as it is, and refuses one with a count missing", () => {
    expect(readBatchList({ batches: [batch] })).toEqual([batch]);
    expect(() => readBatchList({ batches: [{ ...batch, units: undefined }] })).toThrow(TypeError);
    expect(() => readBatchList({ batches: [{ ...batch, policy: null }] })).toThrow(TypeError);
    expect(() => readBatchList("<html>")).toThrow(TypeError);
  });

  it("takes from a kernel what the page tells of it", () => {
    const manifest = { title: "T", purpose: "P", picture: { field: "f", caption: "C" } };
    const told = { title: "T", purpose: "P", pictureCaption: "C", broughtBy: null, programBytes: 9 };
    expect(readKernel({ manifest, module: { bytes: 9 } })).toEqual(told);
    expect(readKernel({ manifest, module: { bytes: 9 }, broughtBy: "Ada" })).toEqual({ ...told, broughtBy: "Ada" });
    expect(() => readKernel({ manifest: { ...manifest, purpose: 7 }, module: { bytes: 9 } })).toThrow(TypeError);
  });

  it("refuses a picture with a square that is none", () => {
    const square = { units: 1, checked: 0, inHands: false, value: null };
    expect(readPicture({ squares: [square] })).toEqual({ squares: [square] });
    expect(() => readPicture({ squares: [{ ...square, checked: "1" }] })).toThrow(TypeError);
    expect(() => readPicture({})).toThrow(TypeError);
  });

  it("rejects an error status, whatever its body says", async () => {
    const api = createStudyApi(async () => new Response(JSON.stringify({ batches: [] }), { status: 503 }));
    await expect(api.batches()).rejects.toThrow("503");
  });
});
