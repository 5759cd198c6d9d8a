/** What the volunteer did in this browser: units by batch, findings, and what was lent today. */
import type { EngineSnapshot, Finding } from "./engine-api.ts";
import { type DayRecord, MAX_FINDINGS, type OwnRecord, type StoreChange } from "./store/work-store.ts";

/** Longer without news means that the machine slept, or the page was frozen: nothing was lent then. */
const MAX_LENT_STEP_MS = 5_000;

export class Own {
  units: EngineSnapshot["ownUnits"] = new Map();
  findings: readonly Finding[] = [];
  #day: DayRecord = { day: "", units: 0, lentMs: 0 };
  #lendingSince: number | null = null;
  readonly #dayOf: (now: number) => string;

  /** `dayOf` names the local day of an instant as YYYY-MM-DD. */
  constructor(dayOf: (now: number) => string) {
    this.#dayOf = dayOf;
  }

  forget(): void {
    this.units = new Map();
    this.findings = [];
    this.#day = { day: "", units: 0, lentMs: 0 };
  }

  restore({ units, findings, day }: OwnRecord): void {
    this.units = units;
    this.findings = findings;
    if (day !== null) this.#day = day;
  }

  /** Takes in what is being committed. */
  note(changes: readonly StoreChange[], now: number): void {
    for (const change of changes) {
      if (change.kind === "finding") this.findings = [change.finding, ...this.findings].slice(0, MAX_FINDINGS);
      if (change.kind === "outcome" && change.outcome.outcome === "success") this.#noteUnit(change.batchId, change.outcome.unit, now);
    }
  }

  /** Counts the time since the last call as lent, when a unit was running all that time. */
  lend(running: boolean, now: number): void {
    const since = this.#lendingSince;
    this.#lendingSince = running ? now : null;
    const { day, units, lentMs } = this.today(now);
    if (since !== null) this.#day = { day, units, lentMs: lentMs + Math.min(now - since, MAX_LENT_STEP_MS) };
  }

  today(now: number): DayRecord {
    const day = this.#dayOf(now);
    return day === this.#day.day ? this.#day : { day, units: 0, lentMs: 0 };
  }

  #noteUnit(batchId: string, unit: number, now: number): void {
    const before = this.units.get(batchId) ?? [];
    if (!before.includes(unit)) this.units = new Map(this.units).set(batchId, [...before, unit]);
    const { day, units, lentMs } = this.today(now);
    this.#day = { day, units: units + 1, lentMs };
  }
}
