/**
 * What a kernel shows to the volunteer whose machine runs it: the exports of `<kernel>/view.tsx`.
 * A view draws plain elements and the class `formula`; everything else about looks is the surface's.
 * A kernel without a view, an uploaded one for instance, is shown as a table of its fields.
 */
import type { FunctionComponent } from "preact";
import type { Row } from "../protocol/layout/layout.ts";

export interface KernelView {
  /** What is being tried, in one line. */
  readonly UnitView: FunctionComponent<{ readonly input: Row }>;
  /** What came out, in one line or a short list. */
  readonly FindingView: FunctionComponent<{ readonly input: Row; readonly output: Row }>;
  /** What can be seen of a finding with a blob that its unit named. The bytes are fetched only when somebody opens it. */
  readonly detail?: FindingDetail;
  /** Whether an output holds something to show; most outputs of a search hold nothing. */
  readonly isFinding: (output: Row) => boolean;
}

export interface FindingDetail {
  /** What opens it. */
  readonly summary: string;
  /** The input field that names the blob. */
  readonly blobField: string;
  readonly View: FunctionComponent<{ readonly input: Row; readonly output: Row; readonly blob: Uint8Array }>;
}
