import { expect, test } from "vitest";
import type { BatchStatus } from "../../protocol/messages.ts";
import { toProblem } from "../../protocol/problem.ts";
import { CliError, ServerRefusal } from "../cli-error.ts";
import { someStatus } from "../fake-server.ts";
import { oneLine, watch } from "./status.ts";

/** Answers one after the other; an error is thrown. */
function script(...answers: (BatchStatus | Error)[]): { status(): Promise<BatchStatus> } {
  return {
    status: async () => {
      const answer = answers.shift();
      if (answer === undefined) throw new Error("asked once too often");
      if (answer instanceof Error) throw answer;
      return answer;
    },
  };
}

const running = someStatus();
const later = someStatus({ validated: 2 });
const finished = someStatus({ validated: 4, inProgress: 0, waiting: 0, state: "finished" });
const away = new CliError("no server answers");

async function shown(...answers: (BatchStatus | Error)[]): Promise<BatchStatus[]> {
  const seen: BatchStatus[] = [];
  await watch(script(...answers), running.batchId, (status) => seen.push(status), 0);
  return seen;
}

test("Every change is shown once, and the end ends it", async () => {
  expect(await shown(running, running, later, finished)).toEqual([running, later, finished]);
});

test("A server that is started again meanwhile is waited for", async () => {
  expect(await shown(running, away, away, finished)).toEqual([running, finished]);
});

test("A batch that cannot be watched at all is told at once", async () => {
  await expect(shown(away, finished)).rejects.toThrow("no server answers");
  await expect(shown(new ServerRefusal(toProblem("unknown-batch", "no such batch")))).rejects.toThrow("no such batch");
});

test("A refusal in the middle ends it", async () => {
  await expect(shown(running, new ServerRefusal(toProblem("unknown-batch", "no such batch")), finished)).rejects.toThrow("no such batch");
});

test("One line says it all", () => {
  expect(oneLine(running)).toBe("1 of 4 units validated, 0 failed, 2 in progress, 1 waiting");
});
