/** Blobs in chunks, behind calls: the stream is cut, hashed and counted here, so that no object waits for a network. */
import { ProblemError } from "../../protocol/problem.ts";
import type { BlobSource, OpenBlob } from "./blob-source.ts";
import { checked, inPieces, streamOf } from "./checked-stream.ts";
import { CHUNK_BYTES, type ChunkStore } from "./chunk-store.ts";

type Called<F> = F extends (...parameters: infer P) => infer R ? (...parameters: P) => R | Promise<R> : never;

/** A chunk store that may be an object away: its stub, or in tests the store itself. */
export type RemoteChunks = { readonly [K in "append" | "finish" | "drop" | "size" | "chunk"]: Called<ChunkStore[K]> } & {
  /** The store knows the time. */
  begin(): number | Promise<number>;
  missing(digests: string[]): string[] | Promise<string[]>;
};

/** `storeOf` says which store keeps a digest. */
export function chunkBlobs(storeOf: (digest: string) => RemoteChunks): BlobSource {
  const open = async (digest: string): Promise<OpenBlob | undefined> => {
    const bytes = await storeOf(digest).size(digest);
    return bytes === undefined ? undefined : { bytes, body: streamOf(chunksOf(storeOf(digest), digest, bytes)) };
  };
  return {
    open,
    async get(digest) {
      const blob = await open(digest);
      return blob && new Uint8Array(await new Response(blob.body).arrayBuffer());
    },
    size: async (digest) => storeOf(digest).size(digest),
    missing: async (digests) => {
      const groups = Map.groupBy(new Set(digests), storeOf);
      return (await Promise.all([...groups].map(async ([store, group]) => store.missing(group)))).flat();
    },
    async put(digest, bytes, body) {
      if ((await storeOf(digest).size(digest)) === undefined) await upload(storeOf(digest), digest, bytes, body);
    },
  };
}

async function* chunksOf(store: RemoteChunks, digest: string, bytes: number): AsyncGenerator<Uint8Array<ArrayBuffer>, void> {
  for (let position = 0; position * CHUNK_BYTES < bytes; position++) {
    const chunk = await store.chunk(digest, position);
    if (chunk === undefined) throw new Error(`blob ${digest} lacks its chunk ${position}`);
    yield chunk;
  }
}

async function upload(store: RemoteChunks, digest: string, bytes: number, body: ReadableStream<Uint8Array>): Promise<void> {
  const number = await store.begin();
  let position = 0;
  try {
    for await (const piece of inPieces(checked(digest, bytes, body), CHUNK_BYTES)) {
      if (!(await store.append(number, position, piece.buffer))) throw tookTooLong();
      position += 1;
    }
  } catch (error) {
    await store.drop(number);
    throw error;
  }
  if (!(await store.finish(number, digest, bytes))) throw tookTooLong();
}

const tookTooLong = (): ProblemError => new ProblemError("unavailable", "The upload took too long; nothing of it was kept");
