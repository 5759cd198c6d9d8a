/** Whom a deployment may tell that a batch is finished, and when it tries again. Rule F7 of `docs/spec.md`. */
import ipaddr from "ipaddr.js";

export type WebhookVerdict = { readonly ok: true; readonly url: string } | { readonly ok: false; readonly expected: string };

/** Names that mean something inside a network only. */
const INSIDE = /(^|\.)(localhost|local|internal|intranet|lan|home\.arpa)\.?$/i;

/**
 * Whether an address may be called: over TLS, at a public address or name. What a name leads to, the runtime judges when
 * it is called. `loopback`: whether this machine itself may be, without TLS, as in tests.
 */
export function judgeWebhook(text: string, loopback: boolean): WebhookVerdict {
  if (!URL.canParse(text)) return { ok: false, expected: "an address such as https://example.org/done" };
  const url = new URL(text);
  // The parser has brought every way to write an address of four bytes into one form.
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const range = ipaddr.isValid(host) ? ipaddr.process(host).range() : undefined;
  if (url.username !== "" || url.password !== "") return { ok: false, expected: "an address without a user's name in it" };
  if (loopback && url.protocol === "http:" && range === "loopback") return { ok: true, url: url.href };
  if (url.protocol !== "https:") return { ok: false, expected: "an address that begins with https://" };
  const isPublic = range === undefined ? host.includes(".") && !INSIDE.test(host) : range === "unicast";
  return isPublic ? { ok: true, url: url.href } : { ok: false, expected: "a public address" };
}

const FIRST_WAIT_MS = 10_000;
const LONGEST_WAIT_MS = 21_600_000;

/** Tries in all: the last is about a day and a half after the first. */
export const MOST_TRIES = 18;

/** When to try again after so many tries: doubling up to a limit, and half of it chance. */
export function nextTry(tries: number, now: number, random: number): number {
  const wait = Math.min(FIRST_WAIT_MS * 2 ** (tries - 1), LONGEST_WAIT_MS);
  return Math.ceil(now + wait / 2 + (wait / 2) * random);
}
