import type { Reporter, Suite } from "@playwright/test/reporter";
import { type Skipped, writeReport } from "./report.ts";

/** Counts what Playwright ran, in the form that `npm test` adds up. */
export default class implements Reporter {
  #suite: Suite | undefined;
  #errors = 0;

  onBegin(_config: unknown, suite: Suite): void {
    this.#suite = suite;
  }

  /** An error outside of any test, such as a file that cannot be loaded. */
  onError(): void {
    this.#errors++;
  }

  onEnd(): void {
    let passed = 0;
    let failed = this.#errors;
    const skipped: Skipped[] = [];
    for (const test of this.#suite?.allTests() ?? []) {
      const outcome = test.outcome();
      if (outcome === "expected") passed++;
      else if (outcome === "skipped")
        skipped.push({ title: test.titlePath().filter(Boolean).join(" › "), reason: reasonOf(test.annotations) });
      else failed++;
    }
    writeReport({ passed, failed, skipped });
  }
}

function reasonOf(annotations: readonly { type: string; description?: string }[]): string {
  return annotations.find(({ type }) => type === "skip" || type === "fixme")?.description ?? "no reason given";
}
