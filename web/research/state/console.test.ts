import { describe, expect, test, vi } from "vitest";
import type { BatchStatus } from "../../../protocol/messages.ts";
import type { Caller, Project } from "../../../protocol/research.ts";
import type { Answer } from "./answer.ts";
import { createConsole } from "./console.ts";
import type { ResearchApi } from "./research-api.ts";
import { routeOf } from "./route.ts";
import { createSession } from "./session.ts";

const done = <T>(value: T): Answer<T> => ({ kind: "done", value });
const ADA = { role: "researcher", scopes: [], researcher: { researcherId: "rada", name: "Ada", createdAt: 0 } } as unknown as Caller;
const project = (projectId: string, researcherId: string): Project =>
  ({ projectId, title: projectId, owner: { researcherId, name: "" } }) as Project;
const batch = (batchId: string, projectId: string, createdAt: number): BatchStatus =>
  ({ batchId, project: { projectId, title: projectId }, createdAt }) as BatchStatus;

function openConsole() {
  const api = {
    me: vi.fn<ResearchApi["me"]>(async () => done(ADA)),
    projects: vi.fn<ResearchApi["projects"]>(async () => done([project("p1", "rada"), project("p2", "rben"), project("p3", "rada")])),
    batches: vi.fn<ResearchApi["batches"]>(async (of = "p1") => done([batch(`b${of}`, of, of === "p3" ? 2 : 1)])),
    batch: vi.fn<ResearchApi["batch"]>(async () => ({ kind: "no-answer" })),
  };
  const session = createSession({ me: api.me, storage: () => globalThis.sessionStorage });
  const shown = createConsole({ api: api as unknown as ResearchApi, session, now: () => 0, newAttempt: () => "a", save: () => undefined });
  return { api, session, shown };
}

describe("the console", () => {
  test("lists a researcher's own batches by project, the newest first", async () => {
    const { api, session, shown } = openConsole();
    await session.signIn("mh_a", false);
    await vi.waitFor(() => expect(shown.list.groups.value.kind).toBe("here"));
    expect(shown.list.groups.value).toMatchObject({ value: [{ project: { projectId: "p3" } }, { project: { projectId: "p1" } }] });
    expect(api.batches.mock.calls).toEqual([["p1"], ["p3"]]);
  });

  test("asks nothing while nobody is signed in, and forgets what was seen on signing out", async () => {
    const { api, session, shown } = openConsole();
    shown.open("#/");
    expect(await shown.refresh()).toBe(true);
    expect(api.projects).not.toHaveBeenCalled();
    await session.signIn("mh_a", false);
    await vi.waitFor(() => expect(shown.list.groups.value.kind).toBe("here"));
    session.signOut();
    expect(shown.list.groups.value.kind).toBe("loading");
  });

  test("comes to the batch that the address named before somebody signed in", async () => {
    const { session, shown } = openConsole();
    shown.open("#/batches/bone");
    await session.signIn("mh_a", false);
    expect(shown.view.value).toMatchObject({ kind: "batch", batch: { batchId: "bone" } });
    shown.open("#main");
    expect(shown.view.value.kind).toBe("batch");
  });

  test.each([
    ["", { view: "batches" }],
    ["#/new", { view: "new" }],
    ["#/batches/b2", { view: "batch", batchId: "b2" }],
    ["#/elsewhere", { view: "batches" }],
    ["#main", undefined],
  ])("reads the address %s", (hash, route) => {
    expect(routeOf(hash)).toEqual(route);
  });
});
