import { describe, expect, test } from "vitest";
import type { Caller } from "../../../protocol/research.ts";
import type { Answer } from "./answer.ts";
import { createSession } from "./session.ts";

const OPERATOR: Answer<Caller> = { kind: "done", value: { role: "operator", scopes: [] } };
const WRONG: Answer<Caller> = { kind: "refused", problem: "wrong-key", detail: "no", errors: [], errorCount: 0 };

function memoryStorage(): { readonly kept: Map<string, string>; readonly storage: () => Storage } {
  const kept = new Map<string, string>();
  const storage = {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => void kept.set(name, value),
    removeItem: (name: string) => void kept.delete(name),
  };
  return { kept, storage: () => storage as unknown as Storage };
}

describe("signing in", () => {
  test("keeps the key in memory alone unless asked, and forgets it on signing out", async () => {
    const { kept, storage } = memoryStorage();
    const session = createSession({ me: async () => OPERATOR, storage });
    await session.signIn("  mh_a  ", false);
    expect(session.state.value.kind).toBe("in");
    expect(session.key()).toBe("mh_a");
    expect(kept.size).toBe(0);

    await session.signIn("mh_a", true);
    expect([...kept.values()]).toEqual(["mh_a"]);
    session.signOut();
    expect(session.key()).toBeNull();
    expect(kept.size).toBe(0);
  });

  test("goes on with the key that the tab was asked to keep", async () => {
    const { kept, storage } = memoryStorage();
    kept.set("manyhands-research-key", "mh_b");
    const session = createSession({ me: async () => OPERATOR, storage });
    await session.resume();
    expect(session.key()).toBe("mh_b");
  });

  test("with a wrong key leaves nobody signed in and nothing kept", async () => {
    const { kept, storage } = memoryStorage();
    const session = createSession({ me: async () => WRONG, storage });
    await session.signIn("mh_c", true);
    expect(session.state.value).toEqual({ kind: "out", failure: WRONG });
    expect(session.key()).toBeNull();
    expect(kept.size).toBe(0);
  });

  test("works where storage is forbidden", async () => {
    const forbidden = (): Storage => {
      throw new Error("SecurityError");
    };
    const session = createSession({ me: async () => OPERATOR, storage: forbidden });
    await session.resume();
    await session.signIn("mh_d", true);
    expect(session.key()).toBe("mh_d");
  });
});
