import { describe, expect, test, vi } from "vitest";
import type { BatchStatus } from "../../../protocol/messages.ts";
import type { Caller, Project } from "../../../protocol/research.ts";
import { builtInKernels } from "../../../worker-kernels/catalog.ts";
import type { Answer } from "./answer.ts";
import { createDraft, type Draft } from "./draft.ts";
import type { ResearchApi } from "./research-api.ts";

const CALLER = { role: "researcher", scopes: [], researcher: { researcherId: "rada", name: "Ada", createdAt: 0 } } as unknown as Caller;
const BATCH = { batchId: "bone" } as BatchStatus;
const SILENCE = { kind: "no-answer" } as const;
const done = <T>(value: T): Answer<T> => ({ kind: "done", value });
const csv = (text: string): File => new File([`exponent,kStart,kCount\n${text}`], "ranges.csv");

function fakeApi() {
  const [manifest] = builtInKernels;
  if (manifest === undefined) throw new Error("there is no kernel");
  const projects: Project[] = [];
  return {
    kernels: vi.fn<ResearchApi["kernels"]>(async () => done([{ ...manifest }])),
    kernel: vi.fn<ResearchApi["kernel"]>(async () => done(manifest)),
    projects: vi.fn<ResearchApi["projects"]>(async () => done(projects)),
    makeProject: vi.fn<ResearchApi["makeProject"]>(async (title, purpose) => {
      const made = { projectId: "pone", title, purpose, owner: { researcherId: "rada", name: "Ada" } } as unknown as Project;
      projects.push(made);
      return done(made);
    }),
    check: vi.fn<ResearchApi["check"]>(async () => done({ rows: 1, problems: [], problemCount: 0, complete: true })),
    submit: vi.fn<ResearchApi["submit"]>(async () => done(BATCH)),
  };
}

async function readyDraft(api = fakeApi()): Promise<{ readonly api: typeof api; readonly draft: Draft }> {
  let attempts = 0;
  const draft = createDraft(api, CALLER, () => `attempt-${++attempts}`);
  await draft.load();
  await draft.takeFile(csv("67,1,1000\n"));
  draft.choose({ name: "Ranges", projectTitle: "Factors", projectPurpose: "To find them" });
  return { api, draft };
}

describe("a new batch", () => {
  test("has its first rows parsed as the kernel sees them, and its file checked", async () => {
    const { draft, api } = await readyDraft();
    expect(draft.file.value).toMatchObject({ kind: "checked", firstRows: [{ exponent: 67, kStart: "1", kCount: "1000" }] });
    expect(api.check).toHaveBeenCalledOnce();
  });

  test("is handed in once though the button is pressed twice", async () => {
    const { draft, api } = await readyDraft();
    expect(await Promise.all([draft.submit(), draft.submit()])).toEqual([BATCH, null]);
    expect(api.submit).toHaveBeenCalledOnce();
    expect(api.makeProject).toHaveBeenCalledOnce();
  });

  test("is tried again under the same idempotency key, and under another once it was changed", async () => {
    const { draft, api } = await readyDraft();
    api.submit.mockResolvedValue(SILENCE);
    await draft.submit();
    await draft.submit();
    draft.choose({ quorum: 3 });
    await draft.submit();
    const attempts = api.submit.mock.calls.map(([, , attempt]) => attempt);
    expect(attempts[1]).toBe(attempts[0]);
    expect(attempts[2]).not.toBe(attempts[0]);
    expect(draft.sending.value).toEqual({ kind: "failed", failure: SILENCE });
  });

  test("makes its project once, though the answer to that was lost", async () => {
    const api = fakeApi();
    const make = api.makeProject.getMockImplementation();
    api.makeProject.mockImplementationOnce(async (title, purpose) => {
      await make?.(title, purpose);
      return SILENCE;
    });
    const { draft } = await readyDraft(api);
    expect(await draft.submit()).toBeNull();
    expect(await draft.submit()).toEqual(BATCH);
    expect(api.makeProject).toHaveBeenCalledOnce();
    expect(api.submit.mock.calls[0]?.[0].project).toBe("pone");
  });

  test("is not handed in while its file has problems, and says what is missing", async () => {
    const { draft, api } = await readyDraft();
    api.check.mockResolvedValue(done({ rows: 1, problems: [{ expected: "a number" }], problemCount: 1, complete: true }));
    await draft.takeFile(csv("x,1,1000\n"));
    draft.choose({ name: " " });
    expect(await draft.submit()).toBeNull();
    expect(api.submit).not.toHaveBeenCalled();
    expect(draft.sending.value).toMatchObject({ kind: "missing", missing: [{ fieldId: "new-file" }, { fieldId: "new-name" }] });
  });

  test("takes the newer of two files, whichever check ends first", async () => {
    const { draft, api } = await readyDraft();
    const slow = Promise.withResolvers<Awaited<ReturnType<ResearchApi["check"]>>>();
    api.check.mockReturnValueOnce(slow.promise);
    const first = draft.takeFile(csv("67,1,1\n"));
    await draft.takeFile(new File(["{}"], "second.ndjson"));
    slow.resolve(done({ rows: 9, problems: [], problemCount: 0, complete: true }));
    await first;
    expect(draft.file.value).toMatchObject({ kind: "checked", file: { file: { name: "second.ndjson" } }, check: { rows: 1 } });
  });
});
