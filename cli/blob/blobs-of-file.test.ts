import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { graphBlobOf } from "../../worker-kernels/maxcut/graph.ts";
import { blobsOfFile } from "./blobs-of-file.ts";

const folder = mkdtempSync(join(tmpdir(), "manyhands-blob-"));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string): string {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
}

test("a file of no special kind is one blob, as it is", () => {
  expect(blobsOfFile(file("table.bin", "as it is"), 10)).toEqual([{ bytes: new TextEncoder().encode("as it is") }]);
});

test("sequences become blocks of about so many residues, which are counted", () => {
  const blobs = blobsOfFile(file("some.fasta", ">a\nARND\n>b\nCQEG\n>c\nHILK\n"), 8);
  expect(blobs.map(({ residues }) => residues)).toEqual([8, 4]);
});

test("a graph becomes binary, whatever ends its lines", () => {
  expect(blobsOfFile(file("some.rud", "3 2\r\n1 2 1\r\n2 3 1\r\n"), 10)).toEqual([{ bytes: graphBlobOf(["3 2", "1 2 1", "2 3 1"]) }]);
});

test.each([
  ["letters that are no residues", "bad.fa", ">a\nAR9D\n", "line 2"],
  ["a self loop", "loop.gset", "2 1\n1 1 1\n", "line 2"],
])("%s are told by file and line", (_, name, content, line) => {
  expect(() => blobsOfFile(file(name, content), 10)).toThrow(new RegExp(`${name}:\\n.*${line}`));
});

test("a file that is not there is named", () => {
  expect(() => blobsOfFile(join(folder, "none.bin"), 10)).toThrow("none.bin: there is no such file");
});
