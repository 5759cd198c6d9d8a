/** A batch that is being made: what it computes, its file and what is wrong with that, and how its results are made sure. */
import { batch as together, type ReadonlySignal, signal } from "@preact/signals";
import type { BatchStatus } from "../../../protocol/messages.ts";
import type { Caller, Project } from "../../../protocol/research.ts";
import type { Manifest } from "../../../worker-kernels/contract.ts";
import type { Answer, Failure } from "./answer.ts";
import { createFileTaking, type FileTaking } from "./file-taking.ts";
import type { BatchFile } from "./file-type.ts";
import { type Loaded, LOADING, loadedOf } from "./loaded.ts";
import { type Missing, missingIn } from "./missing.ts";
import { type ProjectChoice, projectIdOf, usableProjects } from "./own-project.ts";
import type { KernelEntry, ResearchApi } from "./research-api.ts";

export interface Choices extends ProjectChoice {
  readonly name: string;
  readonly assurance: BatchStatus["assurance"];
  readonly quorum: number;
  readonly priority: BatchStatus["priority"];
}

export type Sending =
  | { readonly kind: "idle" }
  | { readonly kind: "busy" }
  | { readonly kind: "missing"; readonly missing: readonly Missing[] }
  | { readonly kind: "failed"; readonly failure: Failure };

export interface Draft extends Pick<FileTaking, "file"> {
  readonly kernels: ReadonlySignal<Loaded<readonly KernelEntry[]>>;
  readonly projects: ReadonlySignal<Loaded<readonly Project[]>>;
  /** The chosen kernel, by its manifest. */
  readonly kernel: ReadonlySignal<Loaded<Manifest>>;
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
  const choices = signal<Choices>(NO_CHOICES);
  const sending = signal<Sending>({ kind: "idle" });
  const taking = createFileTaking((manifest, file, until) => api.check(nameOf(manifest), file, until));
  /** Tries of one and the same batch carry the same text; whatever changes the batch makes another one. */
  let attempt = newAttempt();
  let chosenKernel = "";

  const changed = (): void => {
    attempt = newAttempt();
    if (sending.peek().kind !== "busy") sending.value = { kind: "idle" };
  };

  const chooseKernel = async (id: string, version: string): Promise<void> => {
    chosenKernel = `${id}@${version}`;
    kernel.value = LOADING;
    void taking.useKernel(null);
    const answer = await api.kernel(id, version);
    if (chosenKernel !== `${id}@${version}`) return;
    together(() => {
      kernel.value = loadedOf(answer);
      if (answer.kind === "done") choices.value = { ...choices.peek(), assurance: answer.value.assurance[0] ?? "quorum" };
      changed();
    });
    await taking.useKernel(answer);
  };

  const send = async (manifest: Manifest, file: BatchFile): Promise<Answer<BatchStatus>> => {
    const chosen = choices.peek();
    const mine = attempt;
    const project = await projectIdOf(api, caller, chosen);
    if (project.kind !== "done") return project;
    const { assurance, priority, quorum, name } = chosen;
    const submission = { kernel: nameOf(manifest), project: project.value, name: name.trim(), assurance, priority };
    return api.submit(assurance === "quorum" ? { ...submission, quorum } : submission, file, mine);
  };

  return {
    kernels,
    projects,
    kernel,
    file: taking.file,
    choices,
    sending,
    async load() {
      const [found, all] = await Promise.all([api.kernels(), api.projects()]);
      kernels.value = loadedOf(found);
      const own = all.kind === "done" ? { kind: all.kind, value: usableProjects(all.value, caller) } : all;
      projects.value = loadedOf(own);
      if (own.kind === "done") choices.value = { ...choices.peek(), projectId: own.value[0]?.projectId ?? "" };
      const first = found.kind === "done" ? found.value[0] : undefined;
      if (first !== undefined) await chooseKernel(first.id, first.version);
    },
    chooseKernel,
    async takeFile(given) {
      changed();
      await taking.take(given);
    },
    choose(some) {
      choices.value = { ...choices.peek(), ...some };
      changed();
    },
    async submit() {
      if (sending.peek().kind === "busy") return null;
      const [manifest, given] = [kernel.peek(), taking.file.peek()];
      const missing = missingIn(choices.peek(), manifest, given);
      if (missing.length > 0 || manifest.kind !== "here" || given.kind !== "checked") {
        sending.value = { kind: "missing", missing };
        return null;
      }
      sending.value = { kind: "busy" };
      const answer = await send(manifest.value, given.file);
      sending.value = answer.kind === "done" ? { kind: "idle" } : { kind: "failed", failure: answer };
      return answer.kind === "done" ? answer.value : null;
    },
  };
}

const nameOf = ({ id, version }: Manifest): string => `${id}@${version}`;
