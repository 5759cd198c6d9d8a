/** A batch that is being made: what it computes, its file and what is wrong with that, and how its results are made sure. */
import { batch as together, type ReadonlySignal, signal } from "@preact/signals";
import type { BatchStatus } from "../../../protocol/messages.ts";
import type { Caller, Project } from "../../../protocol/research.ts";
import type { Row } from "../../../protocol/layout/layout.ts";
import type { Manifest } from "../../../worker-kernels/contract.ts";
import type { Answer, Failure } from "./answer.ts";
import { ownProjects } from "./batch-list.ts";
import type { FileCheck } from "./check-lines.ts";
import { type BatchFile, batchFile } from "./file-type.ts";
import { type Loaded, LOADING, loadedOf } from "./loaded.ts";
import { type Missing, missingIn } from "./missing.ts";
import { previewOf } from "./preview.ts";
import type { KernelEntry, ResearchApi } from "./research-api.ts";

export type FileState =
  | { readonly kind: "none" }
  /** Neither CSV nor NDJSON by its name. */
  | { readonly kind: "unknown"; readonly name: string }
  | { readonly kind: "checking"; readonly file: BatchFile }
  | { readonly kind: "checked"; readonly file: BatchFile; readonly check: FileCheck; readonly firstRows: readonly Row[] }
  | { readonly kind: "failed"; readonly file: BatchFile; readonly failure: Failure };

export interface Choices {
  readonly name: string;
  /** Of a project that is there; empty for a new one. */
  readonly projectId: string;
  readonly projectTitle: string;
  readonly projectPurpose: string;
  readonly assurance: BatchStatus["assurance"];
  readonly quorum: number;
  readonly priority: BatchStatus["priority"];
}

export type Sending =
  | { readonly kind: "idle" }
  | { readonly kind: "busy" }
  | { readonly kind: "missing"; readonly missing: readonly Missing[] }
  | { readonly kind: "failed"; readonly failure: Failure };

export interface Draft {
  readonly kernels: ReadonlySignal<Loaded<readonly KernelEntry[]>>;
  readonly projects: ReadonlySignal<Loaded<readonly Project[]>>;
  /** The chosen kernel, by its manifest. */
  readonly kernel: ReadonlySignal<Loaded<Manifest>>;
  readonly file: ReadonlySignal<FileState>;
  readonly choices: ReadonlySignal<Choices>;
  readonly sending: ReadonlySignal<Sending>;
  /** Fetches what there is to choose from. */
  load(): Promise<void>;
  chooseKernel(id: string, version: string): Promise<void>;
  /** Checks it at once. */
  takeFile(file: File): Promise<void>;
  choose(choices: Partial<Choices>): void;
  /** Hands it in, once however often this is called; the batch, or null where it was not taken. */
  submit(): Promise<BatchStatus | null>;
}

type Api = Pick<ResearchApi, "kernels" | "kernel" | "projects" | "makeProject" | "check" | "submit">;

const NO_CHOICES: Choices = {
  name: "",
  projectId: "",
  projectTitle: "",
  projectPurpose: "",
  assurance: "quorum",
  quorum: 2,
  priority: "normal",
};

/** `newAttempt` makes a text that was never made before. */
export function createDraft(api: Api, caller: Caller, newAttempt: () => string): Draft {
  const kernels = signal<Loaded<readonly KernelEntry[]>>(LOADING);
  const projects = signal<Loaded<readonly Project[]>>(LOADING);
  const kernel = signal<Loaded<Manifest>>(LOADING);
  const file = signal<FileState>({ kind: "none" });
  const choices = signal<Choices>(NO_CHOICES);
  const sending = signal<Sending>({ kind: "idle" });
  /** Tries of one and the same batch carry the same text; whatever changes the batch makes another one. */
  let attempt = newAttempt();
  let checking = new AbortController();

  const changed = (): void => {
    attempt = newAttempt();
    if (sending.peek().kind !== "busy") sending.value = { kind: "idle" };
  };

  const check = async (given: BatchFile): Promise<void> => {
    checking.abort();
    const mine = (checking = new AbortController());
    const state = kernel.peek();
    file.value = state.kind === "failed" ? { kind: "failed", file: given, failure: state.failure } : { kind: "checking", file: given };
    // Once the kernel is there, its choice has the file checked.
    if (state.kind !== "here") return;
    const [answer, firstRows] = await Promise.all([
      api.check(nameOf(state.value), given, mine.signal),
      previewOf(state.value.input, given),
    ]);
    if (mine.signal.aborted) return;
    file.value =
      answer.kind === "done"
        ? { kind: "checked", file: given, check: answer.value, firstRows }
        : { kind: "failed", file: given, failure: answer };
  };

  const chooseKernel = async (id: string, version: string): Promise<void> => {
    checking.abort();
    kernel.value = LOADING;
    const answer = await api.kernel(id, version);
    together(() => {
      kernel.value = loadedOf(answer);
      if (answer.kind === "done") choices.value = { ...choices.peek(), assurance: answer.value.assurance[0] ?? "quorum" };
      changed();
    });
    const given = file.peek();
    if ("file" in given) await check(given.file);
  };

  /** The project's id. One whose making was not answered is found by its title, so that it is made once. */
  const projectId = async ({ projectId: id, projectTitle, projectPurpose }: Choices): Promise<Answer<string>> => {
    if (id !== "") return { kind: "done", value: id };
    const known = await api.projects();
    if (known.kind !== "done") return known;
    const title = projectTitle.trim();
    const same = usable(known.value, caller).find((project) => project.title === title);
    const answer = same === undefined ? await api.makeProject(title, projectPurpose.trim()) : { kind: "done" as const, value: same };
    return answer.kind === "done" ? { kind: "done", value: answer.value.projectId } : answer;
  };

  const send = async (manifest: Manifest, given: BatchFile, chosen: Choices): Promise<Answer<BatchStatus>> => {
    const project = await projectId(chosen);
    if (project.kind !== "done") return project;
    const { assurance, priority, quorum, name } = chosen;
    const submission = { kernel: nameOf(manifest), project: project.value, name: name.trim(), assurance, priority };
    return api.submit(assurance === "quorum" ? { ...submission, quorum } : submission, given, attempt);
  };

  return {
    kernels,
    projects,
    kernel,
    file,
    choices,
    sending,
    async load() {
      const [found, all] = await Promise.all([api.kernels(), api.projects()]);
      kernels.value = loadedOf(found);
      const own = all.kind === "done" ? { kind: all.kind, value: usable(all.value, caller) } : all;
      projects.value = loadedOf(own);
      if (own.kind === "done") choices.value = { ...choices.peek(), projectId: own.value[0]?.projectId ?? "" };
      const first = found.kind === "done" ? found.value[0] : undefined;
      if (first !== undefined) await chooseKernel(first.id, first.version);
    },
    chooseKernel,
    async takeFile(given) {
      changed();
      checking.abort();
      const known = batchFile(given);
      if (known === undefined) file.value = { kind: "unknown", name: given.name };
      else await check(known);
    },
    choose(some) {
      choices.value = { ...choices.peek(), ...some };
      changed();
    },
    async submit() {
      if (sending.peek().kind === "busy") return null;
      const missing = missingIn(choices.peek(), kernel.peek(), file.peek());
      const [manifest, given] = [kernel.peek(), file.peek()];
      if (missing.length > 0 || manifest.kind !== "here" || given.kind !== "checked") {
        sending.value = { kind: "missing", missing };
        return null;
      }
      sending.value = { kind: "busy" };
      const answer = await send(manifest.value, given.file, choices.peek());
      sending.value = answer.kind === "done" ? { kind: "idle" } : { kind: "failed", failure: answer };
      return answer.kind === "done" ? answer.value : null;
    },
  };
}

const nameOf = ({ id, version }: Manifest): string => `${id}@${version}`;

/** Projects for which a batch may be handed in. */
function usable(projects: readonly Project[], { role, researcher }: Caller): Project[] {
  const own = role === "operator" ? projects : ownProjects(projects, researcher);
  return own.filter(({ archivedAt }) => archivedAt === undefined);
}
