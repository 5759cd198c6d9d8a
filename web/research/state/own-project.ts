/** The project that a batch is handed in for, which is made where it is a new one. */
import type { Caller, Project } from "../../../protocol/research.ts";
import type { Answer } from "./answer.ts";
import { ownProjects } from "./batch-list.ts";
import type { ResearchApi } from "./research-api.ts";

export interface ProjectChoice {
  /** Of a project that is there; empty for a new one. */
  readonly projectId: string;
  readonly projectTitle: string;
  readonly projectPurpose: string;
}

type Api = Pick<ResearchApi, "projects" | "makeProject">;

/** The project's id. One whose making was not answered is found by its title, so that it is made once. */
export async function projectIdOf(
  api: Api,
  caller: Caller,
  { projectId, projectTitle, projectPurpose }: ProjectChoice,
): Promise<Answer<string>> {
  if (projectId !== "") return { kind: "done", value: projectId };
  const known = await api.projects();
  if (known.kind !== "done") return known;
  const title = projectTitle.trim();
  const same = usableProjects(known.value, caller).find((project) => project.title === title);
  if (same !== undefined) return { kind: "done", value: same.projectId };
  const made = await api.makeProject(title, projectPurpose.trim());
  return made.kind === "done" ? { kind: "done", value: made.value.projectId } : made;
}

/** Projects for which a batch may be handed in. */
export function usableProjects(projects: readonly Project[], { role, researcher }: Caller): Project[] {
  const own = role === "operator" ? projects : ownProjects(projects, researcher);
  return own.filter(({ archivedAt }) => archivedAt === undefined);
}
