import { expect, it } from "vitest";
import { digestOf } from "../../protocol/digest.ts";
import { exchangeRequestSchema } from "../../protocol/messages.ts";
import { toyManifest } from "../../web/engine/testing/fake-api.ts";
import { FakeServer } from "../../web/engine/testing/fake-server.ts";
import { i32Const, tinyModuleBytes } from "../../worker-kernels/testing/tiny-module.ts";
import { answerJson, answerProblem, type Asked, fakeServer } from "../fake-server.ts";
import { runVolunteer, type VolunteerOptions } from "./run-volunteer.ts";

/** A deployment with one batch of the toy kernel, whose module is `bytes`. */
async function deployment(units: number, bytes = tinyModuleBytes()): Promise<[url: string, server: FakeServer]> {
  const server = new FakeServer({ units, leaseMs: 600_000, inputOf: () => "BwAAAA==" });
  const key = ({ headers }: Asked): string => headers.authorization?.replace("Bearer ", "") ?? "";
  const [url] = await fakeServer((asked, response) => {
    switch (asked.url) {
      case "/api/v1/hosts":
        return answerJson(response, 201, server.enrol());
      case "/api/v1/hosts/me":
        return answerJson(response, 200, server.record(key(asked)));
      case "/api/v1/exchange":
        return answerJson(response, 200, server.exchange(key(asked), exchangeRequestSchema.parse(JSON.parse(asked.body)), Date.now()));
      case "/api/v1/kernels/toy/1.0.0":
        return answerJson(response, 200, {
          manifest: toyManifest,
          module: { url: "/toy.wasm", bytes: bytes.length, sha256: digestOf(bytes) },
        });
      case "/toy.wasm":
        return void response.end(bytes);
      default:
        return answerProblem(response, "not-found", asked.url);
    }
  });
  return [url, server];
}

async function lines(server: string, options: Partial<VolunteerOptions> = {}): Promise<string[]> {
  const printed: string[] = [];
  const print = (line: string): void => void printed.push(line);
  await runVolunteer({ server, threads: 1, untilIdle: true, asJson: false, print, signal: new AbortController().signal, ...options });
  return printed;
}

it("computes on its threads until there is no work, and ends when everything is uploaded", async () => {
  const [url, server] = await deployment(9);
  const printed = await lines(url, { threads: 2 });
  expect([...server.stored.values()].filter((outcome) => outcome.includes("success"))).toHaveLength(9);
  expect(printed[0]).toBe("starting · 0 units done");
  expect(printed.at(-1)).toMatch(/^stopped · 9 units done/);
});

it("prints one JSON object a line for machines", async () => {
  const [url] = await deployment(2);
  const printed = await lines(url, { asJson: true });
  expect(JSON.parse(printed.at(-1) ?? "")).toMatchObject({ phase: "idle", done: 2, unsent: 0, threads: 1 });
});

it("gives everything back when it is told to stop", async () => {
  const [url, server] = await deployment(9, tinyModuleBytes({ bodies: { step: i32Const(1) } }));
  const stop = new AbortController();
  await lines(url, {
    untilIdle: false,
    signal: stop.signal,
    print: (line) => (line.startsWith("working") ? stop.abort() : undefined),
  });
  expect(server.waiting).toBe(9);
});

it("does not start when it was told to stop before", async () => {
  const [url, server] = await deployment(9);
  await lines(url, { signal: AbortSignal.abort() });
  expect(server.exchanges.size).toBe(0);
});

it("says why it cannot go on", async () => {
  const [url] = await deployment(9, new Uint8Array([1, 2, 3]));
  await expect(lines(url)).rejects.toThrow("this machine cannot compute: kernel-unavailable");
});
