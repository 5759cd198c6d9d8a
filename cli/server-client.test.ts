import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { expect, test } from "vitest";
import { ServerRefusal } from "./cli-error.ts";
import { answerJson, answerProblem, fakeServer, someStatus } from "./fake-server.ts";
import { connect } from "./server-client.ts";

test("A refusal is thrown with the server's own words", async () => {
  const [server] = await fakeServer((_asked, response) => answerProblem(response, "unknown-batch", "There is no batch x"));
  const refused = await connect(server)
    .status("x")
    .catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(ServerRefusal);
  expect(refused).toHaveProperty("problem.detail", "There is no batch x");
});

test("A server that is not running is named in one line", async () => {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await expect(connect(`http://127.0.0.1:${port}`).list()).rejects.toThrow(`no server answers at http://127.0.0.1:${port}; is it running`);
});

test("Another program on the same port is not taken for a server", async () => {
  const [server] = await fakeServer((_asked, response) => response.end("<h1>It works</h1>"));
  await expect(connect(server).status("x")).rejects.toThrow(`${server} answers, but not as a Manyhands server`);
});

test("Another program's refusal is not taken for ours", async () => {
  const [server] = await fakeServer((_asked, response) => response.writeHead(502).end("Bad gateway"));
  await expect(connect(server).status("x")).rejects.toThrow("answered 502 without a reason");
});

test("The key goes along with every call, and no key with none", async () => {
  const [server, asked] = await fakeServer((_asked, response) => answerJson(response, 200, { batches: [someStatus()] }));
  await connect(server, "secret").list();
  await connect(server).list();
  expect(asked.map(({ headers }) => headers.authorization)).toEqual(["Bearer secret", undefined]);
});
