/** The machine's numbers: durations, counts and shares, each with its reason. */

/** With less work than this before the first worker starves, more is asked for: many times a slow round trip. */
export const LOW_SUPPLY_MS = 20_000;

/** What is then asked for: enough to ride out a minute's hitch, little enough to give back without loss. */
export const FULL_SUPPLY_MS = 50_000;

/** Between two wishes while no worker is empty: a server that gives little at a time is not pressed. */
export const WISH_PAUSE_MS = 2_000;

/** A finished unit waits at most this long for company before it is reported. */
export const REPORT_WITHIN_MS = 10_000;

/** Outcomes that make a report worth sending at once. */
export const FULL_REPORT_OUTCOMES = 200;

/** Characters of base64 in one report, well under the body limit of 1 MiB with its other members. */
export const MAX_REPORT_CHARS = 800_000;

/** A lease is renewed, and its outcomes reported, when this share of its term is left. */
export const RENEW_AT_SHARE = 1 / 3;

/** A deadline that moved by less did not move: it crossed from the server's clock to ours on another path. */
export const CLOCK_NOISE_MS = 1_000;

/** First wait after a failed try; it doubles with every further one. */
export const BACKOFF_BASE_MS = 1_000;

/** Longest wait: a server that comes back has its hosts again within a minute, spread by the jitter. */
export const BACKOFF_CAP_MS = 60_000;

/** Wait before asking again when the server named none. */
export const DEFAULT_ASK_AGAIN_MS = 30_000;

/** After the device says it is online all its neighbours say so too: a little spread. */
export const ONLINE_SPREAD_MS = 1_000;

/** Units of one batch that may fail in a row before the machine sets it aside. */
export const MAX_FAILED_IN_ROW = 3;

/** Batches that may be set aside in a row before the machine stops itself. */
export const MAX_SET_ASIDE_IN_ROW = 5;

/** Weight of the newest unit in the measured pace: about the last five units count. */
export const PACE_WEIGHT = 0.3;
