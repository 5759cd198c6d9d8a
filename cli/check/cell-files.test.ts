import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, expect, test } from "vitest";
import { CliError } from "../cli-error.ts";
import { cellFiles, readSnapshot } from "./cell-files.ts";

const folder = mkdtempSync(join(tmpdir(), "manyhands-cells-"));
const cells = join(folder, "objects", "manyhands-cell");
mkdirSync(cells, { recursive: true });
afterAll(() => rmSync(folder, { recursive: true }));

test("C3 the cells are the databases in their folder, without what workerd keeps beside them", () => {
  expect(() => cellFiles(folder)).toThrow(/no cell yet/);
  for (const name of ["b.sqlite", "a.sqlite", "a.sqlite-wal", "metadata.sqlite"]) writeFileSync(join(cells, name), "");
  expect(cellFiles(folder)).toEqual([join(cells, "a.sqlite"), join(cells, "b.sqlite")]);
});

test("C3 what is read is one state, whatever is written meanwhile, and nothing can be written", () => {
  const file = join(folder, "counts.sqlite");
  const writer = new DatabaseSync(file);
  writer.exec("PRAGMA journal_mode = WAL; CREATE TABLE counts (n INTEGER); INSERT INTO counts VALUES (1)");
  readSnapshot(file, (sql) => {
    expect(sql.all("SELECT n FROM counts")).toEqual([{ n: 1 }]);
    writer.exec("UPDATE counts SET n = 2");
    expect(sql.all("SELECT n FROM counts")).toEqual([{ n: 1 }]);
  });
  expect(() => readSnapshot(file, (sql) => sql.all("UPDATE counts SET n = 3"))).toThrow(/readonly/);
  expect(readSnapshot(file, (sql) => sql.all("SELECT n FROM counts"))).toEqual([{ n: 2 }]);
  writer.close();
});

test("C3 a file that is no database is named", () => {
  const file = join(folder, "letter.sqlite");
  writeFileSync(file, "Dear reader, this is a letter and not a database.".repeat(20));
  expect(() => readSnapshot(file, (sql) => sql.all("SELECT 1 FROM sqlite_master"))).toThrow(CliError);
  expect(() => readSnapshot(join(folder, "none.sqlite"), () => undefined)).toThrow(/cannot read .*none\.sqlite/);
});
