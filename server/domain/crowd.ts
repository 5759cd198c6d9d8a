/** Who is about to check results: what a verdict may wait for. */
import type { AssuranceRules } from "./assurance.ts";
import { hourToken, independent, type Ties } from "./affinity.ts";

/** A host that is at work, or has asked for work just now. */
export interface ActiveHost extends Ties {
  /** At least established for the kernel version at hand. */
  readonly isEstablished: boolean;
}

export interface Crowd {
  /** Independent hosts that are about. */
  readonly active: number;
  /** Those of them that are established. */
  readonly established: number;
  /** Hours in which the established ones enrolled. */
  readonly hours: number;
}

/** A host that has not asked for work for so long, and holds none, is gone. Idle hosts ask every few seconds. */
export const ACTIVE_FOR_MS = 120_000;

export function crowdOf(hosts: readonly ActiveHost[]): Crowd {
  const established = hosts.filter(({ isEstablished }) => isEstablished);
  return {
    active: independent(hosts),
    established: independent(established),
    hours: new Set(established.map(({ enrolledAt }) => hourToken(enrolledAt))).size,
  };
}

/** Whether newcomers have to count, because too few others are about for a quorum. */
export const isYoung = (crowd: Crowd, quorum: number): boolean => crowd.established < quorum;

/** Whether newcomers count in verdicts of a class: beside a proof, or because nobody else is there. */
export const newcomersCount = (crowd: Crowd, { quorum, single }: AssuranceRules): boolean =>
  single?.from === "newcomer" || isYoung(crowd, quorum);

/** Whether hosts of one enrolment hour may be kept apart without keeping everybody waiting. */
export const separatesHours = (crowd: Crowd, quorum: number): boolean => crowd.hours > quorum;
