/**
 * Blobs: immutable bytes under their SHA-256, which many units share. What keeps them is chosen in
 * `blobs-of.ts`; whoever reads them knows only this.
 */

export interface OpenBlob {
  readonly bytes: number;
  readonly body: ReadableStream<Uint8Array>;
}

/** A digest is 64 lower-case hexadecimal letters throughout. */
export interface BlobSource {
  /** The whole blob, or undefined when it is not here. */
  get(digest: string): Promise<Uint8Array<ArrayBuffer> | undefined>;
  /** The blob as a stream, which reads on only as it is read. */
  open(digest: string): Promise<OpenBlob | undefined>;
  /** Length in bytes. */
  size(digest: string): Promise<number | undefined>;
  /** Those of the digests that are not here, each once. */
  missing(digests: readonly string[]): Promise<string[]>;
  /**
   * Keeps a blob. It is here only once all of `bytes` bytes came and their digest was right; a `ProblemError` says
   * what was wrong with them. Bytes that are here already stay as they are.
   */
  put(digest: string, bytes: number, body: ReadableStream<Uint8Array>): Promise<void>;
}
