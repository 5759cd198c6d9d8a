/** This device and its person, on the server and here. */
import { didKeyOf, hostIdOf } from "../../../protocol/identity/did-key.ts";
import { hostRecordSchema, linkReplySchema, volunteerRecordSchema, type VolunteerRecord } from "../../../protocol/messages.ts";
import { linkCodeSchema } from "../../../protocol/personal.ts";
import type { HostClient } from "../identity/host-client.ts";
import { makeCarriedKey, openCarriedKey, type HostKey } from "../identity/host-key.ts";
import { ensureKey, type KeyStore } from "../identity/key-store.ts";
import { read, readDone, type Reply } from "../reply.ts";
import type { Device, ShownCode } from "./device-api.ts";
import { formatRecoveryFile, parseRecoveryFile, type RecoveryFile } from "./recovery-file.ts";

export interface DeviceDeps {
  readonly origin: string;
  readonly host: HostClient;
  readonly keys: KeyStore;
  /** Speaks in the name of another key. */
  readonly clientOf: (key: HostKey) => HostClient;
  readonly now: () => number;
  /** Forgets everything that is kept here. */
  readonly forget: () => Promise<void>;
}

export function createDevice({ origin, host, keys, clientOf, now, forget }: DeviceDeps): Device {
  /** Does something that needs this device to be known, and makes it known where it is not. */
  async function enrolled<T>(act: () => Promise<Reply<T>>): Promise<Reply<T>> {
    await ensureKey(keys);
    const reply = await act();
    if (reply.kind !== "refused" || reply.problem !== "unknown-host") return reply;
    const enrolling = await host.enrol();
    return enrolling.kind === "reply" ? act() : enrolling;
  }

  const join = (code: string): Promise<Reply<VolunteerRecord>> => enrolled(() => redeem(host, code));

  return {
    async look() {
      const key = await keys.find();
      return key === undefined ? null : { hostId: hostIdOf(key.publicKey), did: didKeyOf(key.publicKey), isSealed: key.isSealed };
    },
    person: () => host.ask((routes) => read(volunteerRecordSchema, routes.volunteers.me.$get())),
    rename: (name) => rename(host, name),
    showCode: () => showCode(host),
    enterCode: join,
    async makeRecoveryFile() {
      const carried = await makeCarriedKey();
      const made = await linked(host, clientOf(await openCarriedKey(carried)), now());
      return then(made, () => formatRecoveryFile(origin, new Date(now()), carried));
    },
    async useRecoveryFile(text) {
      const opened = await openFile(text, origin);
      if ("message" in opened) return { kind: "unusable", message: opened.message };
      const shown = await showCode(clientOf(opened.key));
      return shown.kind === "reply" ? join(shown.value.code) : shown;
    },
    async erase(what) {
      const reply = await host.ask((routes) => readDone(what === "device" ? routes.hosts.me.$delete() : routes.volunteers.me.$delete()));
      // A host that the server does not know has nothing there to be erased.
      const isGone = reply.kind === "reply" || (reply.kind === "refused" && reply.problem === "unknown-host");
      if (!isGone) return reply;
      await forget();
      await keys.forget();
      host.forget();
      return { kind: "reply", value: null };
    },
  };
}

/** Makes a new key one more device of this person's. */
async function linked(host: HostClient, recovery: HostClient, now: number): Promise<Reply<unknown>> {
  const enrolling = await recovery.enrol();
  if (enrolling.kind !== "reply") return enrolling;
  const shown = await showCode(host);
  if (shown.kind !== "reply") return shown;
  const joined = await redeem(recovery, shown.value.code);
  // Only what it is called: whether that worked changes nothing about the file.
  if (joined.kind === "reply") await rename(recovery, `Recovery file of ${new Date(now).toLocaleDateString("sv")}`);
  return joined;
}

const rename = (host: HostClient, name: string) => host.ask((routes) => read(hostRecordSchema, routes.hosts.me.$patch({ json: { name } })));

async function showCode(host: HostClient): Promise<Reply<ShownCode>> {
  const reply = await host.ask((routes) => read(linkReplySchema, routes.links.$post()));
  return then(reply, ({ code, expiresAt }) => ({ code, expiresAt: host.toLocal(expiresAt) }));
}

async function redeem(host: HostClient, typed: string): Promise<Reply<VolunteerRecord>> {
  const code = linkCodeSchema.safeParse(typed);
  if (!code.success) {
    const expected = code.error.issues[0]?.message ?? "a code";
    return { kind: "refused", problem: "unknown-link-code", detail: `expected ${expected}`, fields: ["/code"], hints: {} };
  }
  return host.ask((routes) => read(volunteerRecordSchema, routes.links.redeem.$post({ json: { code: code.data } })));
}

async function openFile(text: string, origin: string): Promise<{ readonly key: HostKey } | { readonly message: string }> {
  try {
    const { server, key }: RecoveryFile = parseRecoveryFile(text);
    if (server !== origin) return { message: `this file is for ${server}, and this is ${origin}` };
    return { key: await openCarriedKey(key) };
  } catch (error) {
    return { message: error instanceof Error ? error.message : String(error) };
  }
}

const then = <T, U>(reply: Reply<T>, make: (value: T) => U): Reply<U> =>
  reply.kind === "reply" ? { kind: "reply", value: make(reply.value) } : reply;
