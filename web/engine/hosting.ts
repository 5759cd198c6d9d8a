/** What a deployment and a key store make of an engine: its calls, its id, and whose device it is. The same for browsers and Node. */
import { hostIdOf } from "../../protocol/identity/did-key.ts";
import type { SigningKey } from "../../protocol/identity/signing-key.ts";
import { solveWork } from "../../protocol/identity/work-proof.ts";
import { createApi, patient } from "./api-client.ts";
import { createDevice } from "./device/device.ts";
import type { EngineDeps } from "./engine.ts";
import { createHostClient, type HostClient } from "./identity/host-client.ts";
import { signingKeyOf } from "./identity/host-key.ts";
import { ensureKey, keptKey, type KeyStore } from "./identity/key-store.ts";

export interface HostingOptions {
  /** Where the server is. */
  readonly origin: string;
  readonly fetcher: typeof fetch;
  readonly keys: KeyStore;
}

export function createHosting({ origin, fetcher, keys }: HostingOptions): Pick<EngineDeps, "api" | "hostId" | "createDevice"> {
  const clientOf = (key: () => Promise<SigningKey>): HostClient =>
    createHostClient({
      origin,
      fetcher: patient(fetcher),
      key,
      now: Date.now,
      prove: async (challenge, bits) => ({
        challenge,
        nonce: await solveWork(challenge, bits, { now: () => performance.now(), pause }),
      }),
    });
  const host = clientOf(() => keptKey(keys));
  const api = createApi(origin, host, fetcher);
  return {
    api: {
      ...api,
      async enrol() {
        // The key may have been erased since the start.
        const key = await ensureKey(keys).catch(() => undefined);
        const reply: Awaited<ReturnType<typeof api.enrol>> = key === undefined ? { kind: "no-answer" } : await api.enrol();
        // Its person erased it, here or from another device. What was erased does not come back: the next start makes a new key.
        if (reply.kind === "refused" && reply.problem === "erased-host") await keys.forget();
        return reply;
      },
    },
    hostId: async () => hostIdOf((await ensureKey(keys)).publicKey),
    createDevice: (forget) =>
      createDevice({
        origin,
        host,
        keys,
        clientOf: (key) => clientOf(async () => signingKeyOf(key)),
        now: Date.now,
        forget,
      }),
  };
}

/** A message to oneself: unlike timers, it is not slowed down in a hidden tab. */
function pause(): Promise<void> {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    const onMessage = (): void => {
      port1.close();
      resolve();
    };
    port1.addEventListener("message", onMessage, { once: true });
    port1.start();
    port2.postMessage(null);
  });
}
