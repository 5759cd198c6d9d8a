/**
 * A request that is heard out: when its reader has seen enough, what is left of the body is read and dropped. A browser
 * that is still sending when the connection ends would not see the answer, but only that it broke.
 */
import { MAX_BATCH_BODY_BYTES } from "../../protocol/limits.ts";

export interface HeardOut {
  /** The same request, whose body may be let go at any time. */
  readonly request: Request;
  /** Reads on until all has come, or more than a batch may have. */
  readonly rest: () => Promise<void>;
}

export function heardOut(request: Request): HeardOut {
  const reader = request.body?.getReader();
  if (reader === undefined) return { request, rest: async () => undefined };
  let bytes = 0;
  let isLetGo = false;
  const read = async (): Promise<Uint8Array | undefined> => {
    const { value } = (await reader.read()) as { readonly value?: Uint8Array };
    bytes += value?.length ?? 0;
    return value;
  };
  // workerd lets one read be pending at a time, and a stream that was let go may have one.
  let turn: Promise<Uint8Array | undefined> = Promise.resolve(undefined);
  const next = (): Promise<Uint8Array | undefined> => (turn = turn.then(read));
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const chunk = await next();
      if (isLetGo) return;
      if (chunk === undefined) controller.close();
      else controller.enqueue(chunk);
    },
    cancel() {
      isLetGo = true;
    },
  });
  // Node asks for `duplex`.
  const init = { method: request.method, headers: request.headers, body, duplex: "half" };
  return {
    request: new Request(request.url, init),
    rest: async () => {
      let chunk = await next();
      while (chunk !== undefined && bytes <= MAX_BATCH_BODY_BYTES) chunk = await next();
    },
  };
}
