/** Blobs that findings are shown with: fetched when somebody asks to see one, and kept while the page lives. */
import { signal } from "@preact/signals";

export type FindingBlob = { readonly kind: "coming" } | { readonly kind: "here"; readonly bytes: Uint8Array } | { readonly kind: "failed" };

const blobs = signal<ReadonlyMap<string, FindingBlob>>(new Map());

/** What is known of the blob; the first call fetches it, and one after a failure tries again. */
export function findingBlob(digest: string): FindingBlob {
  return blobs.value.get(digest) ?? { kind: "coming" };
}

/** Fetches the blob unless it is here or on its way. */
export async function fetchFindingBlob(digest: string): Promise<void> {
  const known = blobs.peek().get(digest);
  if (known !== undefined && known.kind !== "failed") return;
  set(digest, { kind: "coming" });
  try {
    const response = await fetch(`/api/v1/blobs/${digest}`);
    set(digest, response.ok ? { kind: "here", bytes: new Uint8Array(await response.arrayBuffer()) } : { kind: "failed" });
  } catch {
    set(digest, { kind: "failed" });
  }
}

function set(digest: string, blob: FindingBlob): void {
  blobs.value = new Map(blobs.peek()).set(digest, blob);
}
