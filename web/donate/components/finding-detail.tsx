import { useEffect } from "preact/hooks";
import type { FindingDetail as Detail } from "../../../worker-kernels/kernel-view.ts";
import { Disclosure } from "../../ui/disclosure.tsx";
import type { Finding } from "../../engine/engine-api.ts";
import { fetchFindingBlob, findingBlob } from "../state/finding-blobs.ts";

interface FindingDetailProps {
  readonly detail: Detail;
  readonly finding: Finding;
}

/** More of a finding, for who wants to see it. */
export function FindingDetail(props: FindingDetailProps) {
  return <Disclosure summary={props.detail.summary}>{() => <Opened {...props} />}</Disclosure>;
}

function Opened({ detail, finding: { input, output } }: FindingDetailProps) {
  const digest = String(input[detail.blobField]);
  useEffect(() => void fetchFindingBlob(digest), [digest]);
  const blob = findingBlob(digest);
  if (blob.kind === "coming") return <p class="fine">Fetching what it was compared with.</p>;
  if (blob.kind === "failed") return <p class="fine">It could not be fetched just now. Close this and open it again to try.</p>;
  return <detail.View input={input} output={output} blob={blob.bytes} />;
}
