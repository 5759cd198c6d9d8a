import type { BatchStatus } from "../../protocol/messages.ts";

/** How a batch's results are made sure, in a word or two. */
export const describeSureness = ({ assurance, policy }: Pick<BatchStatus, "assurance" | "policy">): string =>
  assurance === "quorum" ? `quorum ${policy.minQuorum}` : assurance;
