/** A registry without a server, with a researcher and a first key: what the tests of its desks have in common. */
import { KEY_SECRET_BYTES } from "../../../protocol/access-key.ts";
import { ID_RANDOM_BYTES, type KeyId, makeKeyId, makeProjectId, makeResearcherId, type ProjectId } from "../../../protocol/ids.ts";
import type { KeyRecord, NewKey, Researcher } from "../../../protocol/research.ts";
import { nodeSql } from "../../sql/node-sql.ts";
import { addResearcher, checkKey } from "../key-desk.ts";
import { openRegistryStore, type RegistryStore } from "../registry-store.ts";

export const NOW = Date.UTC(2026, 10, 20, 12);

export interface SmallRegistry {
  readonly store: RegistryStore;
  readonly freshKey: (now?: number) => { keyId: KeyId; secret: Uint8Array; now: number };
  readonly freshProject: () => { projectId: ProjectId; now: number };
  readonly researcher: (name: string) => { researcher: Researcher; key: NewKey };
  /** What is on record of a key that is good. */
  holder(text: string): KeyRecord;
}

export function smallRegistry(): SmallRegistry {
  const store = openRegistryStore(nodeSql());
  let made = 0;
  const random = (length: number): Uint8Array => {
    made += 1;
    return new Uint8Array(length).fill(made);
  };
  const registry: SmallRegistry = {
    store,
    freshKey: (now = NOW) => ({ keyId: makeKeyId(random(ID_RANDOM_BYTES)), secret: random(KEY_SECRET_BYTES), now }),
    freshProject: () => ({ projectId: makeProjectId(random(ID_RANDOM_BYTES)), now: NOW }),
    researcher(name) {
      const researcher = { researcherId: makeResearcherId(random(ID_RANDOM_BYTES)), name, createdAt: NOW };
      return addResearcher(store, researcher, registry.freshKey());
    },
    holder(text) {
      const check = checkKey(store, text, NOW);
      if (check.kind !== "good") throw new Error(check.kind);
      return check.key;
    },
  };
  return registry;
}
