import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { digestOf } from "../../protocol/digest.ts";
import { toyManifest } from "../../web/engine/testing/fake-api.ts";
import { FakeDeployment } from "../../web/engine/testing/fake-deployment.ts";
import { FakeServer } from "../../web/engine/testing/fake-server.ts";
import { i32Const, tinyModuleBytes } from "../../worker-kernels/testing/tiny-module.ts";
import { answerJson, type Asked, fakeServer } from "../fake-server.ts";
import { runVolunteer, type VolunteerOptions } from "./run-volunteer.ts";

/** A deployment with one batch of the toy kernel, whose module is `bytes`. */
async function deployment(units: number, bytes = tinyModuleBytes()): Promise<[url: string, server: FakeServer]> {
  const server = new FakeServer({ units, leaseMs: 600_000, inputOf: () => "BwAAAA==" });
  const hosts = new FakeDeployment(server, Date.now);
  const [url] = await fakeServer((asked, response) => {
    switch (asked.url) {
      case "/api/v1/kernels/toy/1.0.0":
        return answerJson(response, 200, {
          manifest: toyManifest,
          module: { url: "/toy.wasm", bytes: bytes.length, sha256: digestOf(bytes) },
        });
      case "/toy.wasm":
        return void response.end(bytes);
      default:
        return void pass(hosts, asked, response);
    }
  });
  return [url, server];
}

/** Lets the fake deployment answer, as though it listened itself. */
async function pass(hosts: FakeDeployment, { method, url, headers, body }: Asked, response: ServerResponse): Promise<void> {
  const sent = Object.entries(headers).map(([name, value]) => [name, String(value)] as const);
  const answer = await hosts.fetch(`http://${headers.host}${url}`, {
    method,
    headers: Object.fromEntries(sent),
    ...(body !== "" && { body }),
  });
  answerJson(response, answer.status, await answer.json());
}

async function lines(server: string, options: Partial<VolunteerOptions> = {}): Promise<string[]> {
  const printed: string[] = [];
  const print = (line: string): void => void printed.push(line);
  await runVolunteer({
    server,
    threads: 1,
    identity: null,
    untilIdle: true,
    asJson: false,
    print,
    signal: new AbortController().signal,
    ...options,
  });
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

/** Where an identity may be kept until the test ends. */
function identityFile(): string {
  const folder = mkdtempSync(join(tmpdir(), "manyhands-identity-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, "hosts", "mine.json");
}

const hostIn = (printed: readonly string[]): unknown => (JSON.parse(printed.at(-1) ?? "{}") as { host: unknown }).host;

it("H14 is the same host at each start, by a file that only its owner can read", async () => {
  const [url] = await deployment(2);
  const identity = identityFile();
  const first = hostIn(await lines(url, { asJson: true, identity }));
  const second = hostIn(await lines(url, { asJson: true, identity }));
  const other = hostIn(await lines(url, { asJson: true, identity: null }));
  expect(first).toMatch(/^h/);
  expect([second, other === first]).toEqual([first, false]);
  expect(statSync(identity).mode & 0o777).toBe(0o600);
});

it("H14 tells a second process with the same file, and goes on when the first is gone", async () => {
  const [url] = await deployment(9, tinyModuleBytes({ bodies: { step: i32Const(1) } }));
  const identity = identityFile();
  const stop = new AbortController();
  let working = (): void => undefined;
  const isWorking = new Promise<void>((resolve) => (working = resolve));
  const print = (line: string): void => (line.startsWith("working") ? working() : undefined);
  const first = lines(url, { identity, untilIdle: false, signal: stop.signal, print });
  await isWorking;
  await expect(lines(url, { identity })).rejects.toThrow(/another process lends as this host/);
  stop.abort();
  await first;
  await lines(url, { identity, signal: AbortSignal.abort() });
});

it("says what is wrong with a spoilt identity, and replaces nothing", async () => {
  const [url] = await deployment(1);
  const identity = identityFile();
  await lines(url, { identity });
  writeFileSync(identity, '{"format":"manyhands-identity","version":1,"key":{"kty":"OKP"}}');
  await expect(lines(url, { identity })).rejects.toThrow(/holds no identity \(key\.crv/);
  expect(existsSync(identity)).toBe(true);
});
