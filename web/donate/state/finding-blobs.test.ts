import { afterEach, expect, test, vi } from "vitest";
import { fetchFindingBlob, findingBlob } from "./finding-blobs.ts";

afterEach(() => vi.unstubAllGlobals());

const answer = (...replies: readonly (Response | Error)[]) => {
  const left = [...replies];
  const fetcher = vi.fn(async () => {
    const reply = left.shift() ?? new Error("asked too often");
    if (reply instanceof Error) throw reply;
    return reply;
  });
  vi.stubGlobal("fetch", fetcher);
  return fetcher;
};

test("a blob is fetched once, however often it is looked at", async () => {
  const fetcher = answer(new Response(Uint8Array.of(1, 2)));
  expect(findingBlob("a")).toEqual({ kind: "coming" });
  await Promise.all([fetchFindingBlob("a"), fetchFindingBlob("a")]);
  await fetchFindingBlob("a");
  expect(findingBlob("a")).toEqual({ kind: "here", bytes: Uint8Array.of(1, 2) });
  expect(fetcher.mock.calls).toEqual([["/api/v1/blobs/a"]]);
});

test("a blob that did not come is told, and asked for again when it is opened again", async () => {
  answer(new Response("", { status: 404 }), new Error("no network"), new Response(Uint8Array.of(3)));
  await fetchFindingBlob("b");
  expect(findingBlob("b")).toEqual({ kind: "failed" });
  await fetchFindingBlob("b");
  expect(findingBlob("b")).toEqual({ kind: "failed" });
  await fetchFindingBlob("b");
  expect(findingBlob("b")).toMatchObject({ kind: "here" });
});
