import { describe, expect, it } from "vitest";
import { createHosting } from "./hosting.ts";
import { memoryKeyStore } from "./identity/key-store.ts";
import { FakeDeployment } from "./testing/fake-deployment.ts";
import { FakeServer } from "./testing/fake-server.ts";

const ORIGIN = "https://hands.example";

function hosting() {
  const deployment = new FakeDeployment(new FakeServer({ units: 10, leaseMs: 600_000 }), Date.now);
  const keys = memoryKeyStore();
  return { deployment, keys, ...createHosting({ origin: ORIGIN, fetcher: deployment.fetch, keys }) };
}

describe("H18 a host that was erased", () => {
  it("does not come back: it loses its key, and begins as another host when it is started again", async () => {
    const { deployment, keys, api, hostId } = hosting();
    const before = await hostId();
    await api.enrol();
    deployment.erase(before);
    expect(await api.record()).toMatchObject({ kind: "refused", problem: "unknown-host" });
    expect(await api.enrol()).toMatchObject({ kind: "refused", problem: "erased-host" });
    expect(await keys.find()).toBeUndefined();
    const again = await api.enrol();
    expect(again).toMatchObject({ kind: "reply" });
    expect(again.kind === "reply" && again.value.hostId).not.toBe(before);
  });

  it("makes no key by asking", async () => {
    const { keys, api } = hosting();
    expect(await api.record()).toEqual({ kind: "no-answer" });
    expect(await keys.find()).toBeUndefined();
  });
});

it("where nothing can be stored, enrolment has no answer", async () => {
  const forbidden = async (): Promise<never> => Promise.reject(new Error("storage is forbidden"));
  const { deployment } = hosting();
  const keys = { find: forbidden, make: forbidden, forget: forbidden };
  const { api } = createHosting({ origin: ORIGIN, fetcher: deployment.fetch, keys });
  expect(await api.enrol()).toEqual({ kind: "no-answer" });
  expect(deployment.asked).toEqual([]);
});
