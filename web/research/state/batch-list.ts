/** The batches of whoever is signed in, by project: a researcher's own, or all for the operator. */
import { type ReadonlySignal, signal } from "@preact/signals";
import type { BatchStatus } from "../../../protocol/messages.ts";
import type { Caller, Project } from "../../../protocol/research.ts";
import type { Answer } from "./answer.ts";
import { createFreshness, type Freshness } from "./freshness.ts";
import { type Loaded, LOADING, renewed } from "./loaded.ts";
import type { ResearchApi } from "./research-api.ts";

export interface ProjectBatches {
  /** Null for batches from before there were projects. */
  readonly project: { readonly projectId: string; readonly title: string } | null;
  /** The newest first. */
  readonly batches: readonly BatchStatus[];
}

export interface BatchList {
  readonly groups: ReadonlySignal<Loaded<readonly ProjectBatches[]>>;
  readonly freshness: ReadonlySignal<Freshness>;
  /** Asks once; tells whether the server answered. */
  refresh(caller: Caller): Promise<boolean>;
  /** Forgets what the one who signed out has seen. */
  clear(): void;
}

type Api = Pick<ResearchApi, "batches" | "projects">;

export function createBatchList(api: Api, now: () => number): BatchList {
  const groups = signal<Loaded<readonly ProjectBatches[]>>(LOADING);
  const { freshness, note } = createFreshness(now);
  let turn = 0;
  return {
    groups,
    freshness,
    async refresh(caller) {
      const mine = ++turn;
      const answer = await batchesFor(api, caller);
      if (mine !== turn) return true;
      note(answer);
      groups.value = renewed(groups.peek(), answer.kind === "done" ? { kind: "done", value: byProject(answer.value) } : answer);
      return answer.kind !== "no-answer";
    },
    clear() {
      turn++;
      groups.value = LOADING;
    },
  };
}

async function batchesFor(api: Api, { researcher }: Caller): Promise<Answer<readonly BatchStatus[]>> {
  if (researcher === undefined) return api.batches();
  const projects = await api.projects();
  if (projects.kind !== "done") return projects;
  const found: BatchStatus[] = [];
  for (const answer of await Promise.all(ownProjects(projects.value, researcher).map(({ projectId }) => api.batches(projectId)))) {
    if (answer.kind !== "done") return answer;
    found.push(...answer.value);
  }
  return { kind: "done", value: found };
}

/** Those of the researcher; of the operator, who is nobody's owner, those without one. */
export const ownProjects = (projects: readonly Project[], researcher: Caller["researcher"]): Project[] =>
  projects.filter(({ owner }) => owner?.researcherId === researcher?.researcherId);

/** Projects by their newest batch, and in each the newest batch first. */
export function byProject(batches: readonly BatchStatus[]): ProjectBatches[] {
  const sorted = batches.toSorted((a, b) => b.createdAt - a.createdAt);
  const groups = Map.groupBy(sorted, ({ project }) => project?.projectId);
  return [...groups.values()].map((found) => ({ project: found[0]?.project ?? null, batches: found }));
}
