import type { Problem } from "../protocol/problem.ts";

/** Something that the person at the terminal can put right; the message is all they need to read. */
export class CliError extends Error {
  override readonly name = "CliError";
}

/** The server's own words for why it refused. */
export class ServerRefusal extends Error {
  override readonly name = "ServerRefusal";
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail);
    this.problem = problem;
  }
}
