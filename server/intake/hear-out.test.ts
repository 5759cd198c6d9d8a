import { describe, expect, test } from "vitest";
import { heardOut } from "./hear-out.ts";

/** A request of so many pieces, which counts those that were taken. */
function request(pieces: number): { readonly request: Request; readonly taken: () => number } {
  let taken = 0;
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        if (taken === pieces) return controller.close();
        taken += 1;
        controller.enqueue(new Uint8Array([taken]));
      },
    },
    { highWaterMark: 0 },
  );
  const init = { method: "POST", headers: { "content-type": "text/csv" }, body, duplex: "half" };
  return { request: new Request("http://localhost/check", init), taken: () => taken };
}

describe("a request that is heard out", () => {
  test("has the same bytes and headers", async () => {
    const { request: heard } = heardOut(request(3).request);
    expect(heard.headers.get("content-type")).toBe("text/csv");
    expect([...new Uint8Array(await heard.arrayBuffer())]).toEqual([1, 2, 3]);
  });

  test("is read to its end though its reader has let go", async () => {
    const { request: asked, taken } = request(1_000);
    const { request: heard, rest } = heardOut(asked);
    const { body } = heard;
    if (body === null) throw new Error("the body is lost");
    for await (const chunk of body) {
      expect(chunk[0]).toBe(1);
      break;
    }
    await rest();
    expect(taken()).toBe(1_000);
  });
});
