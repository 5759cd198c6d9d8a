import { describe, expect, it, vi } from "vitest";
import { hostIdSchema } from "../../../protocol/ids.ts";
import type { VolunteerRecord } from "../../../protocol/messages.ts";
import type { Device } from "../../engine/device/device-api.ts";
import type { Reply } from "../../engine/reply.ts";
import { fakeDevice } from "../../engine/testing/fake-device.ts";
import { createDevicePanel } from "./device-panel.ts";

const hostId = hostIdSchema.parse("haaaaaaaaaaaaaaaa");
const identity = { hostId, did: "did:key:z6Mk", isSealed: true };
const record: VolunteerRecord = { hosts: [], microCobblestones: 5, unvestedMicroCobblestones: 6 };
const reply =
  <T>(value: T) =>
  async (): Promise<Reply<T>> => ({ kind: "reply", value });
const refused = (problem: "unknown-link-code" | "unknown-host") => async (): Promise<Reply<never>> => ({
  kind: "refused",
  problem,
  detail: "no",
  fields: [],
  hints: {},
});

function panelOf(changes: Partial<Device>) {
  const device = fakeDevice({ look: async () => identity, person: reply(record), ...changes });
  return createDevicePanel(async () => device);
}

describe("you and this device", () => {
  it("asks nobody where nothing is kept", async () => {
    const person = vi.fn<Device["person"]>();
    const panel = panelOf({ look: async () => null, person });
    await panel.look();
    expect([panel.view.value, person.mock.calls]).toEqual([{ kind: "new" }, []]);
  });

  it("shows who this device is while the server is still asked, and then whose", async () => {
    const { promise, resolve } = Promise.withResolvers<Reply<VolunteerRecord>>();
    const panel = panelOf({ person: () => promise });
    const looked = panel.look();
    await vi.waitFor(() => expect(panel.view.value).toMatchObject({ kind: "known", person: { record: null, trouble: null } }));
    resolve({ kind: "reply", value: record });
    await looked;
    expect(panel.view.value).toEqual({ kind: "known", identity, person: { record, trouble: null } });
  });

  it.each([
    ["without a connection", async (): Promise<Reply<never>> => ({ kind: "no-answer" }), /^No connection/],
    ["when the server does not know it", refused("unknown-host"), /does not know this device/],
  ])("keeps what it knew %s, and says why it may be old", async (_, person, trouble) => {
    const answers: Device["person"][] = [reply(record), person];
    const panel = panelOf({ person: () => answers.shift()?.() ?? person() });
    await panel.look();
    await panel.look();
    expect(panel.view.value).toMatchObject({ kind: "known", person: { record, trouble: expect.stringMatching(trouble) } });
  });

  it("says so where nothing can be stored or fetched", async () => {
    const forbidden = panelOf({ look: () => Promise.reject(new Error("forbidden")) });
    await forbidden.look();
    expect(forbidden.view.value).toEqual({ kind: "unavailable" });
    const unreachable = createDevicePanel(() => Promise.reject(new Error("not fetched")));
    await unreachable.rename("desk");
    expect(unreachable.outcome.value).toMatchObject({ action: "rename", ok: false });
    expect(unreachable.busy.value).toBeNull();
  });

  it("does one thing at a time, and says how it ended", async () => {
    const rename = vi.fn<Device["rename"]>(refused("unknown-host"));
    const enterCode = vi.fn<Device["enterCode"]>(refused("unknown-link-code"));
    const panel = panelOf({ rename, enterCode });
    const renaming = panel.rename("desk");
    expect(panel.busy.value).toBe("rename");
    await panel.enterCode("abcd");
    await renaming;
    expect([rename.mock.calls, enterCode.mock.calls]).toEqual([[["desk"]], []]);
    await panel.enterCode("abcd");
    expect(panel.outcome.value).toMatchObject({ action: "enter-code", ok: false, text: expect.stringContaining("opens nothing") });
  });

  it("gives a recovery file to whoever saves it, and none where there is none", async () => {
    const save = vi.fn<(text: string) => void>();
    await panelOf({}).saveFile(save);
    await panelOf({ makeRecoveryFile: reply("{}") }).saveFile(save);
    expect(save.mock.calls).toEqual([["{}"]]);
  });

  it("says that a file is none of ours", async () => {
    const panel = panelOf({ useRecoveryFile: async () => ({ kind: "unusable", message: "it is not JSON" }) });
    await panel.useFile("x");
    expect(panel.outcome.value?.text).toBe("That file cannot be used: it is not JSON.");
  });

  it("is over when everything is erased, and not when that failed", async () => {
    const offline = panelOf({});
    await offline.look();
    await offline.erase("person");
    expect(offline.view.value.kind).toBe("known");
    expect(offline.outcome.value).toMatchObject({ ok: false, text: expect.stringContaining("did not answer") });
    const panel = panelOf({ erase: reply(null) });
    await panel.erase("person");
    expect(panel.view.value).toEqual({ kind: "erased" });
  });
});
