/** What researchers say to the server beside handing in: control of batches, projects, keys. */
import { type BatchChange, type BatchStatus, batchStatusSchema, type Priority, retryReplySchema } from "../protocol/messages.ts";
import {
  type Caller,
  callerSchema,
  type KeyChange,
  keyListSchema,
  type KeyRecord,
  keyRecordSchema,
  type KeyRequest,
  type NewKey,
  newKeySchema,
  newResearcherSchema,
  type Project,
  type ProjectChange,
  projectListSchema,
  projectSchema,
  type Researcher,
  researcherListSchema,
} from "../protocol/research.ts";
import { keyHeader, serverCalls } from "./server-calls.ts";

/** What of a clone is its own. */
export interface CloneWish {
  readonly name?: string;
  readonly project?: string;
  readonly priority?: Priority;
}

export interface NewProject {
  readonly title: string;
  readonly purpose: string;
  readonly links: Project["links"];
  readonly picture?: string;
}

export interface ResearchClient {
  control(batchId: string, what: "pause" | "resume" | "cancel"): Promise<BatchStatus>;
  change(batchId: string, change: BatchChange): Promise<BatchStatus>;
  /** How many failed units were asked for anew. */
  retry(batchId: string): Promise<number>;
  clone(batchId: string, wish: CloneWish, idempotencyKey?: string): Promise<BatchStatus>;
  projects(): Promise<readonly Project[]>;
  addProject(project: NewProject): Promise<Project>;
  changeProject(projectId: string, change: ProjectChange): Promise<Project>;
  keys(researcherId?: string): Promise<readonly KeyRecord[]>;
  makeKey(request: Omit<KeyRequest, "researcherId"> & { readonly researcherId?: string }): Promise<NewKey>;
  changeKey(keyId: string, change: KeyChange): Promise<KeyRecord>;
  rotateKey(keyId: string, graceSeconds: number): Promise<NewKey>;
  revokeKey(keyId: string): Promise<KeyRecord>;
  /** Whose the key is that is sent. */
  whoAmI(): Promise<Caller>;
  researchers(): Promise<readonly Researcher[]>;
  addResearcher(name: string): Promise<{ researcher: Researcher; key: NewKey }>;
}

/** Every call throws as those of `server-client.ts` do. */
export function connectResearch(server: string, key: string | undefined): ResearchClient {
  const { api, read } = serverCalls(server, key);
  const { batches, projects, keys, researchers } = api;
  const batch = batches[":batchId"];
  const one = keys[":keyId"];
  return {
    control: (batchId, what) => read(batchStatusSchema, batch[what].$post({ param: { batchId } })),
    change: (batchId, json) => read(batchStatusSchema, batch.$patch({ param: { batchId }, json })),
    retry: async (batchId) => (await read(retryReplySchema, batch.retry.$post({ param: { batchId } }))).retried,
    clone: (batchId, query, idempotencyKey) =>
      read(batchStatusSchema, batch.clone.$post({ param: { batchId }, query: { ...query }, header: keyHeader(idempotencyKey) })),
    projects: async () => (await read(projectListSchema, projects.$get())).projects,
    addProject: (json) => read(projectSchema, projects.$post({ json })),
    changeProject: (projectId, json) => read(projectSchema, projects[":projectId"].$patch({ param: { projectId }, json })),
    keys: async (researcherId) =>
      (await read(keyListSchema, keys.$get({ query: researcherId === undefined ? {} : { researcherId } }))).keys,
    makeKey: (json) => read(newKeySchema, keys.$post({ json })),
    changeKey: (keyId, json) => read(keyRecordSchema, one.$patch({ param: { keyId }, json })),
    rotateKey: (keyId, graceSeconds) => read(newKeySchema, one.rotate.$post({ param: { keyId }, json: { graceSeconds } })),
    revokeKey: (keyId) => read(keyRecordSchema, one.$delete({ param: { keyId } })),
    whoAmI: () => read(callerSchema, researchers.me.$get()),
    researchers: async () => (await read(researcherListSchema, researchers.$get())).researchers,
    addResearcher: (name) => read(newResearcherSchema, researchers.$post({ json: { name } })),
  };
}
