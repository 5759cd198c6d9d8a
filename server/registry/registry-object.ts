/**
 * The registry: the small directory of a deployment, in one Durable Object. It is rarely written and
 * never on a volunteer's way: what a host needs is in its cell. It serialises the naming of batches,
 * so that a batch is listed once and in the order of submission, that of kernel versions, so that none ever changes,
 * and all that is said of researchers, keys and projects, so that a key that was revoked opens nothing from then on.
 * And it keeps the one secret of the deployment, which every front Worker asks for once.
 */
import { DurableObject } from "cloudflare:workers";
import { KEY_SECRET_BYTES } from "../../protocol/access-key.ts";
import {
  type BatchId,
  ID_RANDOM_BYTES,
  type KeyId,
  makeKeyId,
  makeProjectId,
  makeResearcherId,
  type ProjectId,
  type ResearcherId,
} from "../../protocol/ids.ts";
import type {
  KeyChange,
  KeyRecord,
  KeyRequest,
  NewKey,
  Project,
  ProjectChange,
  ProjectRequest,
  Quota,
  Researcher,
} from "../../protocol/research.ts";
import { type Refusable, refusable } from "../cell/refusal.ts";
import type { QuotaVerdict } from "../domain/quota.ts";
import type { Env } from "../env.ts";
import { durableSql } from "../sql/durable-sql.ts";
import type { KeyCheck } from "./access-keys.ts";
import type { Listing, OnceOnly } from "./batch-list.ts";
import { addResearcher, changeKey, checkKey, type KeyHolder, keysOf, makeKey, revokeKey, rotateKey } from "./key-desk.ts";
import { listBatch, type ListingRequest, type ListingVerdict } from "./listing-desk.ts";
import { addProject, changeProject, projectFor, projectOf } from "./project-desk.ts";
import type { PushedKernel, PushEnd } from "./pushed-kernels.ts";
import { openRegistryStore, type RegistryStore } from "./registry-store.ts";
import { deploymentSecret, SECRET_BYTES } from "./secrets.ts";
import type { Used } from "./usage.ts";

export class Registry extends DurableObject<Env> {
  readonly #store: RegistryStore;

  constructor(state: DurableObjectState, env: Env) {
    super(state, env);
    this.#store = openRegistryStore(durableSql(state.storage));
  }

  /** Lists a batch after a last look at its key, its quota and its request. */
  listBatch(request: ListingRequest): ListingVerdict {
    return listBatch(this.#store, request, Date.now());
  }

  /** What a request led to before, if it was made before. */
  listingBefore(once: OnceOnly): Listing | undefined {
    return this.#store.batches.before(once, Date.now());
  }

  /** Whether an idempotency key was used before. */
  isKnownRequest(owner: ResearcherId | null, key: string): boolean {
    return this.#store.batches.isKnown(owner, key, Date.now());
  }

  forgetListing(once: OnceOnly, batch: BatchId): void {
    this.#store.batches.forget(once, batch);
  }

  /** The batches of the deployment, newest first. */
  batches(limit: number): BatchId[] {
    return this.#store.batches.newest(limit);
  }

  /** Made at its first use. */
  secret(): Uint8Array<ArrayBuffer> {
    return deploymentSecret(this.#store.sql, randomBytes(SECRET_BYTES), Date.now());
  }

  pushKernel(kernel: PushedKernel): PushEnd {
    return this.#store.kernels.push(kernel, Date.now());
  }

  /** The version, or the newest one. */
  pushedKernel(id: string, version?: string): PushedKernel | undefined {
    return this.#store.kernels.find(id, version);
  }

  pushedKernels(): PushedKernel[] {
    return this.#store.kernels.list();
  }

  addResearcher(name: string): { researcher: Researcher; key: NewKey } {
    const researcher = { researcherId: makeResearcherId(randomBytes(ID_RANDOM_BYTES)), name, createdAt: Date.now() };
    return addResearcher(this.#store, researcher, freshKey());
  }

  researchers(): Researcher[] {
    return this.#store.researchers.list();
  }

  researcher(id: ResearcherId): Researcher | undefined {
    return this.#store.researchers.find(id);
  }

  /** What a key's text is worth now. */
  checkKey(text: string): KeyCheck {
    return checkKey(this.#store, text, Date.now());
  }

  keys(holder: KeyHolder, researcherId: ResearcherId | undefined): Refusable<KeyRecord[]> {
    return refusable(() => keysOf(this.#store, holder, researcherId));
  }

  makeKey(holder: KeyHolder, request: KeyRequest): Refusable<NewKey> {
    return refusable(() => makeKey(this.#store, holder, request, freshKey()));
  }

  changeKey(holder: KeyHolder, id: KeyId, change: KeyChange): Refusable<KeyRecord> {
    return refusable(() => changeKey(this.#store, holder, id, change));
  }

  rotateKey(holder: KeyHolder, id: KeyId, graceSeconds: number): Refusable<NewKey> {
    return refusable(() => rotateKey(this.#store, holder, id, graceSeconds, freshKey()));
  }

  revokeKey(holder: KeyHolder, id: KeyId): Refusable<KeyRecord> {
    return refusable(() => revokeKey(this.#store, holder, id, Date.now()));
  }

  /** What an account has used today. */
  usedToday(account: KeyId): Used {
    return this.#store.usage.today(account, Date.now());
  }

  /** Takes bytes of what an account may put in a day; a negative amount gives them back. */
  drawBlobBytes(account: KeyId, { blobBytesPerDay }: Quota, amount: number): QuotaVerdict {
    return this.#store.usage.draw(account, "blobBytes", blobBytesPerDay, amount, Date.now());
  }

  projects(): Project[] {
    return this.#store.projects.list();
  }

  project(id: ProjectId): Refusable<Project> {
    return refusable(() => projectOf(this.#store, id));
  }

  addProject(holder: KeyHolder, request: ProjectRequest): Refusable<Project> {
    return refusable(() => addProject(this.#store, holder, request, freshProject()));
  }

  changeProject(holder: KeyHolder, id: ProjectId, change: ProjectChange): Refusable<Project> {
    return refusable(() => changeProject(this.#store, holder, id, change, Date.now()));
  }

  /** The project of a new batch; `called` names the one that is made for an operator who has none. */
  projectFor(holder: KeyHolder, named: ProjectId | undefined, called: string): Refusable<Project> {
    return refusable(() => projectFor(this.#store, holder, named, called, freshProject()));
  }
}

const randomBytes = (length: number): Uint8Array<ArrayBuffer> => crypto.getRandomValues(new Uint8Array(length));
const freshKey = () => ({ keyId: makeKeyId(randomBytes(ID_RANDOM_BYTES)), secret: randomBytes(KEY_SECRET_BYTES), now: Date.now() });
const freshProject = () => ({ projectId: makeProjectId(randomBytes(ID_RANDOM_BYTES)), now: Date.now() });
