import { expect, test } from "vitest";
import { judgeWebhook, MOST_TRIES, nextTry } from "./webhook.ts";

test.each(["https://example.org/done?batch=1", "https://example.org:8443/", "https://8.8.8.8/x", "https://[2606:4700::1111]/"])(
  "F7 %s may be called",
  (url) => {
    expect(judgeWebhook(url, false)).toMatchObject({ ok: true });
  },
);

test.each([
  ["http://example.org/", "begins with https://"],
  ["ftp://example.org/", "begins with https://"],
  ["example.org", "an address such as"],
  ["https://user:secret@example.org/", "without a user's name"],
  ["https://localhost/", "a public address"],
  ["https://db.internal/", "a public address"],
  ["https://printer.local./", "a public address"],
  ["https://intranet/", "a public address"],
  ["https://127.0.0.1/", "a public address"],
  ["https://2130706433/", "a public address"],
  ["https://0x7f.1/", "a public address"],
  ["https://10.1.2.3/", "a public address"],
  ["https://192.168.0.1/", "a public address"],
  ["https://169.254.169.254/latest/meta-data", "a public address"],
  ["https://100.64.0.1/", "a public address"],
  ["https://[::1]/", "a public address"],
  ["https://[::ffff:10.0.0.1]/", "a public address"],
  ["https://[fd00::1]/", "a public address"],
  ["https://0.0.0.0/", "a public address"],
])("F7 %s may not", (url, expected) => {
  expect(judgeWebhook(url, false)).toMatchObject({ ok: false, expected: expect.stringContaining(expected) });
});

test("F7 this machine may be called where that is allowed, and nothing else of its network", () => {
  expect(judgeWebhook("http://127.0.0.1:9/done", true)).toMatchObject({ ok: true });
  expect(judgeWebhook("http://10.0.0.1/done", true)).toMatchObject({ ok: false });
  expect(judgeWebhook("http://example.org/done", true)).toMatchObject({ ok: false });
});

test("F7 waits double up to a limit, and the tries last more than a day", () => {
  const waits = Array.from({ length: MOST_TRIES - 1 }, (_, i) => nextTry(i + 1, 0, 0));
  expect(waits.slice(0, 3)).toEqual([5_000, 10_000, 20_000]);
  expect(Math.max(...waits)).toBe(10_800_000);
  expect(nextTry(1, 0, 1)).toBe(10_000);
  expect(waits.reduce((sum, wait) => sum + wait, 0) / 3_600_000).toBeGreaterThan(12);
});
