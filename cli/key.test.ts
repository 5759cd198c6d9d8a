import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { findKey } from "./key.ts";

const folder = mkdtempSync(join(tmpdir(), "manyhands-key-"));
const file = join(folder, "operator.key");
writeFileSync(file, "from-a-file\n");
afterAll(() => rmSync(folder, { recursive: true }));

const local = "http://127.0.0.1:8787";
const find = (options: Partial<Parameters<typeof findKey>[0]>, environment = {}) =>
  findKey({ server: local, ...options }, environment, file);

test("A key on the command line comes before a file, a file before the environment, that before the key of this machine", () => {
  expect(find({ key: "named", keyFile: file }, { MANYHANDS_KEY: "environment" })).toBe("named");
  expect(find({ keyFile: file }, { MANYHANDS_KEY: "environment" })).toBe("from-a-file");
  expect(find({}, { MANYHANDS_KEY: "environment" })).toBe("environment");
  expect(find({})).toBe("from-a-file");
});

test("The key of this machine is not sent to another", () => {
  expect(() => find({ server: "https://manyhands.example" })).toThrow("needs a key");
});

test("A key file that cannot be read is named with the reason", () => {
  expect(() => find({ keyFile: join(folder, "none") })).toThrow(/cannot read the key file .*none: ENOENT/);
});

test("A key that no header can carry is refused before it is sent", () => {
  expect(() => find({ key: "two words" })).toThrow("--key holds no key");
  expect(() => find({ key: "" })).toThrow("--key holds no key");
});
