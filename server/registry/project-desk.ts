/** Makes and changes projects, and finds the one that a batch is for. Rules Q5 and Q6 of `docs/spec.md`. */
import type { ProjectId, ResearcherId } from "../../protocol/ids.ts";
import { DEFAULT_SHARE, MAX_PROJECTS_PER_OWNER } from "../../protocol/limits.ts";
import { ProblemError } from "../../protocol/problem.ts";
import type { Project, ProjectChange, ProjectRequest } from "../../protocol/research.ts";
import type { KeyHolder } from "./key-desk.ts";
import type { RegistryStore } from "./registry-store.ts";

export interface FreshProject {
  readonly projectId: ProjectId;
  readonly now: number;
}

export function addProject(store: RegistryStore, holder: KeyHolder, request: ProjectRequest, { projectId, now }: FreshProject): Project {
  const owner = ownerOf(holder);
  if (store.projects.liveOf(owner).length >= MAX_PROJECTS_PER_OWNER) {
    throw new ProblemError("invalid-request", `One may have ${MAX_PROJECTS_PER_OWNER} projects; archive one first`);
  }
  const { picture, ...rest } = request;
  const whose = owner === null ? {} : { owner: { researcherId: owner, name: "" } };
  store.projects.insert({ ...rest, ...whose, ...(picture !== undefined && { picture }), projectId, share: DEFAULT_SHARE, createdAt: now });
  return projectOf(store, projectId);
}

/** Changes what is named, of one's own project. The share is the operator's to set. */
export function changeProject(store: RegistryStore, holder: KeyHolder, id: ProjectId, change: ProjectChange, now: number): Project {
  const project = ownProject(store, holder, id);
  if (change.share !== undefined && holder !== null) throw new ProblemError("operator-only", "A project's share is the operator's to set");
  const { archived, picture, title, purpose, links, share } = change;
  const named = {
    ...(title !== undefined && { title }),
    ...(purpose !== undefined && { purpose }),
    ...(links !== undefined && { links }),
    ...(share !== undefined && { share }),
  };
  const { picture: before, archivedAt, ...rest } = project;
  const after = picture === undefined ? before : picture;
  const since = archived === undefined ? archivedAt : archived ? (archivedAt ?? now) : undefined;
  store.projects.save({
    ...rest,
    ...named,
    ...(typeof after === "string" && { picture: after }),
    ...(since !== undefined && { archivedAt: since }),
  });
  return projectOf(store, id);
}

export function projectOf({ projects }: RegistryStore, id: ProjectId): Project {
  const project = projects.find(id);
  if (project !== undefined) return project;
  throw new ProblemError("unknown-project", `There is no project ${id} here`, [
    { field: "project", value: id, expected: "the id of a project of this deployment" },
  ]);
}

/**
 * The project of a new batch: the one that is named, or the only one there is. For the operator, who needs none to
 * begin with, it is the oldest, and one is made called `called` where there is none.
 */
export function projectFor(
  store: RegistryStore,
  holder: KeyHolder,
  named: ProjectId | undefined,
  called: string,
  fresh: FreshProject,
): Project {
  if (named !== undefined) return takingBatches(ownProject(store, holder, named));
  const [first, second] = store.projects.liveOf(ownerOf(holder));
  if (first !== undefined && (second === undefined || holder === null)) return first;
  if (holder === null)
    return addProject(store, null, { title: called, purpose: "What the operator of this deployment computes.", links: [] }, fresh);
  const why =
    first === undefined ? "Make a project first: volunteers are told what they compute for" : "You have several projects: name one";
  throw new ProblemError("project-required", why, [{ field: "project", expected: "the id of one of your projects" }]);
}

function takingBatches(project: Project): Project {
  if (project.archivedAt === undefined) return project;
  throw new ProblemError("unknown-project", `${project.projectId} is archived, and takes no batches`, [
    { field: "project", value: project.projectId, expected: "a project that is not archived" },
  ]);
}

function ownProject(store: RegistryStore, holder: KeyHolder, id: ProjectId): Project {
  const project = projectOf(store, id);
  if (holder === null || project.owner?.researcherId === holder.researcherId) return project;
  throw new ProblemError("foreign-project", `${id} is not a project of yours`, [
    { field: "project", value: id, expected: "the id of one of your projects" },
  ]);
}

const ownerOf = (holder: KeyHolder): ResearcherId | null => holder?.researcherId ?? null;
