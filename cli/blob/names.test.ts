import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { digestOf } from "../../protocol/digest.ts";
import { blobsOfFile } from "./blobs-of-file.ts";
import { namesIn } from "./names.ts";

const folder = mkdtempSync(join(tmpdir(), "manyhands-names-"));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string): string {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
}

test("sequences are listed by the block that was put and by their index in it", () => {
  const path = file("some.fasta", ">long one\nARND\n>a,b\nCQ\n>last\nHILK\n");
  const [first, second] = blobsOfFile(path, 6).map(({ bytes }) => digestOf(bytes));
  expect(namesIn(path, 6).split("\n")).toEqual([`${first},0,"a,b"`, `${first},1,long`, `${second},0,last`, ""]);
});

test("a file of no sequences is named", () => {
  expect(() => namesIn(file("table.bin", ">a\nA\n"), 6)).toThrow("table.bin: sequences are in files that end in .fasta");
});
