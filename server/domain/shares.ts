/**
 * Who comes first in an exchange: running batches in random order by weight. Projects weigh as their shares say, and a
 * batch as its priority says within its project. No weight is nothing, so nothing starves. Rule L2 of `docs/spec.md`.
 */
import type { Priority } from "../../protocol/messages.ts";
import { DEFAULT_SHARE } from "../../protocol/limits.ts";

/** A batch of high priority comes first four times as often as one of normal priority beside it, and that four times as often as one of low. */
export const PRIORITY_WEIGHTS: Readonly<Record<Priority, number>> = { low: 1, normal: 4, high: 16 };

/** The part of a batch that says how much it weighs. */
export interface Weighable {
  /** Batches of before there were projects are as one project. */
  readonly project: { readonly projectId: string; readonly share: number } | null;
  readonly priority: Priority;
}

/**
 * The chance of each batch to be the first, up to a common factor: its project's share, of which it has the part that its
 * priority has among the batches of the project that run. A batch that ends leaves its part to the others of its project.
 */
export function weightsOf(batches: readonly Weighable[]): number[] {
  const sums = new Map<string, number>();
  for (const batch of batches) sums.set(projectOf(batch), (sums.get(projectOf(batch)) ?? 0) + PRIORITY_WEIGHTS[batch.priority]);
  return batches.map((batch) => {
    const share = batch.project?.share ?? DEFAULT_SHARE;
    return (share * PRIORITY_WEIGHTS[batch.priority]) / (sums.get(projectOf(batch)) ?? 1);
  });
}

/**
 * The batches in the order in which one exchange looks at them. Each draws once: of times until a first event, with
 * rates as the weights, the least belongs to each with a chance as its weight.
 */
export function batchOrder<B extends Weighable>(running: readonly B[], random: () => number): B[] {
  // One batch needs no draw; it gets one, so that what is drawn later does not depend on how many there are.
  const draws = running.map(random);
  if (running.length < 2) return [...running];
  const weights = weightsOf(running);
  const arrivals = running.map((batch, i) => ({ batch, at: -Math.log(1 - (draws[i] ?? 0)) / (weights[i] ?? 1) }));
  return arrivals.toSorted((a, b) => a.at - b.at).map(({ batch }) => batch);
}

const projectOf = ({ project }: Weighable): string => project?.projectId ?? "";
