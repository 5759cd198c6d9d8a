/** The file of a batch that is being made, checked against its kernel as soon as both are there. */
import { type ReadonlySignal, signal } from "@preact/signals";
import type { Row } from "../../../protocol/layout/layout.ts";
import type { Manifest } from "../../../worker-kernels/contract.ts";
import type { Answer, Failure } from "./answer.ts";
import type { FileCheck } from "./check-lines.ts";
import { type BatchFile, batchFile } from "./file-type.ts";
import { previewOf } from "./preview.ts";

export type FileState =
  | { readonly kind: "none" }
  /** Neither CSV nor NDJSON by its name. */
  | { readonly kind: "unknown"; readonly name: string }
  | { readonly kind: "checking"; readonly file: BatchFile }
  | { readonly kind: "checked"; readonly file: BatchFile; readonly check: FileCheck; readonly firstRows: readonly Row[] }
  | { readonly kind: "failed"; readonly file: BatchFile; readonly failure: Failure };

export interface FileTaking {
  readonly file: ReadonlySignal<FileState>;
  /** Checks what the person chose, in place of what was there. */
  take(file: File): Promise<void>;
  /** Checks the file against another kernel: one that is on its way, one that is here, or one that is not to be had. */
  useKernel(kernel: Answer<Manifest> | null): Promise<void>;
}

type Check = (kernel: Manifest, file: BatchFile, signal: AbortSignal) => Promise<Answer<FileCheck>>;

/** Only the newest file with the newest kernel is ever told of, whichever check ends first. */
export function createFileTaking(check: Check): FileTaking {
  const file = signal<FileState>({ kind: "none" });
  let kernel: Answer<Manifest> | null = null;
  let checking = new AbortController();

  const checked = async (given: BatchFile, { input }: Manifest, answer: Promise<Answer<FileCheck>>): Promise<FileState> => {
    const [told, firstRows] = await Promise.all([answer, previewOf(input, given)]);
    return told.kind === "done"
      ? { kind: "checked", file: given, check: told.value, firstRows }
      : { kind: "failed", file: given, failure: told };
  };

  const begin = async (given: BatchFile): Promise<void> => {
    checking.abort();
    const mine = (checking = new AbortController());
    file.value = { kind: "checking", file: given };
    if (kernel === null) return;
    const state: FileState =
      kernel.kind === "done"
        ? await checked(given, kernel.value, check(kernel.value, given, mine.signal))
        : { kind: "failed", file: given, failure: kernel };
    if (!mine.signal.aborted) file.value = state;
  };

  return {
    file,
    async take(chosen) {
      checking.abort();
      const given = batchFile(chosen);
      if (given === undefined) file.value = { kind: "unknown", name: chosen.name };
      else await begin(given);
    },
    async useKernel(next) {
      kernel = next;
      const given = file.peek();
      if ("file" in given) await begin(given.file);
    },
  };
}
