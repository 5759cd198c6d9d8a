import type { Reporter, TestModule } from "vitest/node";
import { type Skipped, writeReport } from "./report.ts";

/** Counts what vitest ran. Its own JSON report leaves out why a test was skipped. */
export default class implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    let passed = 0;
    // A file that cannot be loaded, or an error between tests, fails no test of its own.
    let failed = unhandledErrors.length + modules.filter((module) => module.errors().length > 0).length;
    const skipped: Skipped[] = [];
    for (const module of modules) {
      for (const testCase of module.children.allTests()) {
        const result = testCase.result();
        if (result.state === "passed") passed++;
        else if (result.state === "skipped") skipped.push({ title: testCase.fullName, reason: result.note ?? "no reason given" });
        else failed++;
      }
    }
    writeReport({ passed, failed, skipped });
  }
}
