/** Calls of the server: each gives what it answered, parsed, or throws what to tell the person. */
import { hc } from "hono/client";
import type { z } from "zod";
import { problemSchema } from "../protocol/problem.ts";
import type { AppType } from "../server/app.ts";
import { CliError, ServerRefusal } from "./cli-error.ts";

/** Every call throws a {@link ServerRefusal} with the server's reason, or a {@link CliError} when there is no sense to be had from it. */
export function serverCalls(server: string, key: string | undefined) {
  const client = hc<AppType>(server, { headers: key === undefined ? {} : { authorization: `Bearer ${key}` } });

  const reach = (request: Promise<Response>): Promise<Response> =>
    request.catch((error: unknown) => {
      throw new CliError(whyNoAnswer(server, error));
    });
  const ask = async (request: Promise<Response>): Promise<Response> => {
    const response = await reach(request);
    if (!response.ok) throw await refusal(server, response);
    return response;
  };
  const read = async <T>(schema: z.ZodType<T>, request: Promise<Response>): Promise<T> => {
    const parsed = schema.safeParse(await (await ask(request)).json().catch(() => undefined));
    if (parsed.success) return parsed.data;
    throw new CliError(`${server} answers, but not as a Manyhands server of this version does`);
  };

  return { api: client.api.v1, reach, ask, read };
}

/** The header by which a request is made once however often it is sent. */
export const keyHeader = (key: string | undefined): { "idempotency-key"?: string } => (key === undefined ? {} : { "idempotency-key": key });

async function refusal(server: string, response: Response): Promise<Error> {
  const problem = problemSchema.safeParse(await response.json().catch(() => undefined));
  if (problem.success) return new ServerRefusal(problem.data);
  return new CliError(`${server} answered ${response.status} without a reason; is it a Manyhands server?`);
}

/** Node hides the reason of a failed request one level down. */
function whyNoAnswer(server: string, error: unknown): string {
  const { code, message } = rootCause(error);
  if (code === "ECONNREFUSED") return `no server answers at ${server}; is it running, and is that its address?`;
  if (code === "ENOTFOUND") return `there is no host of the name in ${server}`;
  return `${server} could not be reached: ${message}`;
}

function rootCause(error: unknown): { code?: string | undefined; message: string } {
  if (!(error instanceof Error)) return { message: String(error) };
  if (error.cause !== undefined) return rootCause(error.cause);
  return { code: (error as NodeJS.ErrnoException).code, message: error.message };
}
