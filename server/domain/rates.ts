/** How often who may ask. Each is far above what honest use needs, and far below what one cell can answer. */
import type { Rate } from "./rate-limit.ts";

export interface Rates {
  readonly host: Rate;
  readonly prefix: Rate;
  readonly enrolment: Rate;
}

/** A host exchanges every few seconds, or every second where units are tiny. What it saves up is two minutes and a half. */
const HOST: Rate = { burst: 300, perSecond: 2 };

/** A school or a village behind one address: 500 hosts that exchange every 10 s are 50 a second. A cell does about 1,500. */
const PREFIX: Rate = { burst: 2_000, perSecond: 100 };

/** A classroom at once, then one a minute: from one prefix 1,440 a day, and no more by waiting. */
const ENROLMENT: Rate = { burst: 40, perSecond: 1 / 60 };

/** One address at the front Worker, of whatever it asks: pages look every few seconds, and a home has a few of them. */
export const ADDRESS_RATE: Rate = { burst: 2_000, perSecond: 200 };

/** The operator's key: a script that hands in batch after batch, or fetches page after page. */
export const OPERATOR_RATE: Rate = { burst: 1_000, perSecond: 100 };

/** A researcher's key: as the operator's, and each asks the one registry. */
export const KEY_RATE: Rate = { burst: 500, perSecond: 50 };

const RATES: Rates = { host: HOST, prefix: PREFIX, enrolment: ENROLMENT };

/** Seconds for which a host may save up requests. */
const BURST_SECONDS = HOST.burst / HOST.perSecond;

/** The rates of a cell; `hostRequestsPerSecond` is the operator's wish, as text. Throws for one that is no positive number. */
export function ratesOf(hostRequestsPerSecond: string | undefined): Rates {
  if (hostRequestsPerSecond === undefined || hostRequestsPerSecond === "") return RATES;
  const perSecond = Number(hostRequestsPerSecond);
  if (!(perSecond > 0)) throw new Error(`HOST_REQUESTS_PER_SECOND: expected a positive number, got ${hostRequestsPerSecond}`);
  return { ...RATES, host: { burst: Math.max(1, perSecond * BURST_SECONDS), perSecond } };
}
