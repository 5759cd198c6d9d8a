/** What the server has on record for this host, fetched now and then after it heard from us. */
import type { HostRecord } from "../../protocol/messages.ts";
import type { Api } from "./api-client.ts";
import type { VolunteerState } from "./volunteer/state.ts";

/** Verdicts follow a report after seconds to minutes; asking more often would tell nothing more. */
const REFRESH_EVERY_MS = 10_000;

export class RecordWatch {
  newest: HostRecord | null = null;
  readonly #api: Pick<Api, "record">;
  readonly #now: () => number;
  readonly #onChange: () => void;
  #fetchedAt = -Infinity;
  #life = 0;
  #linkBefore: VolunteerState["link"]["kind"] = "exchanging";

  constructor(api: Pick<Api, "record">, now: () => number, onChange: () => void) {
    this.#api = api;
    this.#now = now;
    this.#onChange = onChange;
  }

  /** Looks at the newest state; an exchange that was just answered is a reason to ask. */
  follow({ link, identity }: VolunteerState): void {
    const answered = this.#linkBefore === "exchanging" && link.kind !== "exchanging" && link.kind !== "backing-off";
    this.#linkBefore = link.kind;
    if (!answered || identity === null || this.#now() - this.#fetchedAt < REFRESH_EVERY_MS) return;
    void this.fetch();
  }

  /** Forgets the record, and one that is on its way. */
  forget(): void {
    this.newest = null;
    this.#life += 1;
  }

  async fetch(): Promise<void> {
    this.#fetchedAt = this.#now();
    const life = this.#life;
    const reply = await this.#api.record();
    // Without an answer the older record stays; the next exchange asks again.
    if (reply.kind !== "reply" || life !== this.#life) return;
    this.newest = reply.value;
    this.#onChange();
  }
}
