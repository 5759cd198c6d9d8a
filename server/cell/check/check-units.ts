/** Reads a batch unit by unit: recomputes what each is worth, counts its answers, and balances its leases. */
import { fromBase64 } from "../../../protocol/digest.ts";
import { makeLeaseId } from "../../../protocol/ids.ts";
import { decodeRow } from "../../../protocol/layout/row-bytes.ts";
import { type Manifest, unitOperations } from "../../../worker-kernels/contract.ts";
import type { Batch, Tally } from "../../domain/batch.ts";
import { creditFor } from "../../domain/credit.ts";
import { squareOf } from "../../domain/picture.ts";
import { type SweptUnits, sweptOperations } from "../../domain/swept.ts";
import { largestInput } from "../../domain/scheduler.ts";
import {
  answeredBy,
  FALSE_CLAIM,
  type Failure,
  hasAnswer,
  auditedResult,
  holderOf,
  isDecided,
  type Result,
  untouched,
  type WorkUnit,
} from "../../domain/work-unit.ts";
import { number, text } from "../../sql/columns.ts";
import type { Sql, SqlRow } from "../../sql/sql.ts";
import { readUnit, standingOf } from "../unit-record.ts";
import { behindFreshRun } from "./fresh-run.ts";
import type { HostLedger } from "./host-ledger.ts";
import type { LeaseLedger } from "./lease-ledger.ts";
import { type OutPage, outPage } from "./out-sweep.ts";
import { PAGE_ROWS } from "./pages.ts";
import type { Findings } from "./violation.ts";
import { wantedSweep } from "./wanted-sweep.ts";

/** What is found of a batch. */
export interface BatchSums {
  readonly tally: { -readonly [K in keyof Tally]: number };
  units: number;
  records: number;
  operations: number;
  microCobblestones: number;
  /** Validated units by square of the picture. */
  readonly squares: Map<number, number>;
}

/** Where a check enters what it finds. */
export interface Books {
  readonly sql: Sql;
  readonly hosts: HostLedger;
  readonly leases: LeaseLedger;
  readonly findings: Findings;
}

/** Bytes of inputs and outputs that one page may hold. */
const PAGE_BYTES = 33_554_432;

/** Reads all units of a batch; those of a sweep that nobody has touched are only counted. */
export function readUnits(books: Books, batch: Batch, manifest: Manifest, swept: SweptUnits | undefined): BatchSums {
  const sums = noSums();
  const wanted = wantedSweep(books.sql, batch, books.findings);
  const open = books.leases.open(batch.number);
  const step = pageRows(manifest);
  for (let first = 0, end = 0; first < batch.units; first = end) {
    end = Math.min(first + step, batch.units);
    const page = { first, wanted: wanted(first, end), ...outPage(open, first, end, batch.id, books.findings) };
    const rows =
      swept === undefined ? unitRows(books.sql, batch.number, first, end) : sweptRows(books.sql, batch.number, swept, first, end);
    for (const row of rows) readRow({ books, batch, manifest, sums, page }, row);
    if (swept === undefined) continue;
    const next = behindFreshRun(books.sql, batch, open, end);
    sums.units += next - end;
    end = next;
  }
  // What a sweep costs is an estimate, and made the same way again.
  if (swept !== undefined) sums.operations = sweptOperations(swept);
  return sums;
}

/** As many rows as fit a page's bytes, were every input and every output as large as it may be. */
function pageRows({ input, output }: Manifest): number {
  return Math.min(PAGE_ROWS, Math.ceil(PAGE_BYTES / (largestInput(input) + largestInput(output))));
}

const unitRows = (sql: Sql, batch: number, first: number, end: number): SqlRow[] =>
  sql.all(
    `SELECT unit, input, operations, standing, record FROM work_units LEFT JOIN unit_records USING (batch, unit)
     WHERE batch = ? AND unit >= ? AND unit < ?`,
    batch,
    first,
    end,
  );

/** The same of a sweep, whose units are made. */
function sweptRows(sql: Sql, batch: number, swept: SweptUnits, first: number, end: number): SqlRow[] {
  const rows = sql.all("SELECT unit, standing, record FROM unit_records WHERE batch = ? AND unit >= ? AND unit < ?", batch, first, end);
  const records = new Map(rows.map((row) => [number(row, "unit"), row]));
  return Array.from({ length: end - first }, (_, i) => {
    const { standing = null, record = null } = records.get(first + i) ?? {};
    return { unit: first + i, input: swept.input(first + i), operations: swept.operations(first + i), standing, record };
  });
}

/** Where one unit is read. */
interface Reading {
  readonly books: Books;
  readonly batch: Batch;
  readonly manifest: Manifest;
  readonly sums: BatchSums;
  readonly page: OutPage & { readonly first: number; readonly wanted: Int32Array };
}

function readRow(reading: Reading, row: SqlRow): void {
  const { sums, batch, books } = reading;
  const unit = number(row, "unit");
  const place = { batch: batch.id, unit };
  sums.units += 1;
  const operations = operationsOf(reading, unit, row);
  sums.operations += operations;
  const record = recordOf(reading, unit, row);
  if (record === undefined) return;
  if (typeof row["record"] === "string") {
    sums.records += 1;
    books.findings.compare("unit", place, "standing of the unit", number(row, "standing"), standingOf(record));
  }
  countUnit(sums, record, squareOf(unit, batch.units));
  enterAnswers(reading, unit, record);
  enterCredit(reading, record, creditFor(operations));
  balance(reading, unit, record);
}

/** Operations of the unit by its input; the column is only where the server remembers them. */
function operationsOf({ books, batch, manifest }: Reading, unit: number, row: SqlRow): number {
  const onRecord = number(row, "operations");
  try {
    const operations = unitOperations(manifest, decodeRow(manifest.input, fromBase64(text(row, "input"))));
    books.findings.compare("unit", { batch: batch.id, unit }, "operations of the unit", onRecord, operations);
    return operations;
  } catch (error) {
    books.findings.report("unit", { batch: batch.id, unit }, `the input cannot be read: ${String(error)}`);
    return onRecord;
  }
}

function recordOf({ books, batch }: Reading, unit: number, row: SqlRow): WorkUnit | undefined {
  if (typeof row["record"] !== "string") return untouched(batch.policy);
  try {
    return readUnit(row["record"]);
  } catch (error) {
    books.findings.report("unit", { batch: batch.id, unit }, `the record cannot be read: ${String(error)}`);
    return undefined;
  }
}

function countUnit({ tally, squares }: BatchSums, record: WorkUnit, square: number): void {
  tally.results += answeredBy(record).length;
  if (record.kind === "held") tally.held += 1;
  if (!isDecided(record)) tally.undecided += Number(hasAnswer(record));
  else tally[record.kind] += 1;
  if (record.kind === "validated") squares.set(square, (squares.get(square) ?? 0) + 1);
}

type Given = Pick<Result | Failure, "host" | "lease">;
const answersOf = (record: WorkUnit): Given[] => [
  ...(isDecided(record) ? record.answers : record.results),
  ...record.failures,
  ...(record.past?.answers ?? []),
  ...(record.past?.failures ?? []),
];

/** Each answer came under a lease of its host that covers the unit, and no host is there twice. */
function enterAnswers({ books, batch, page }: Reading, unit: number, record: WorkUnit): void {
  const seen: string[] = [];
  for (const { host: name, lease } of answersOf(record)) {
    const host = books.hosts.known(name);
    const place = { batch: batch.id, unit, host };
    const wrong = books.leases.answer(lease, host, batch.number, unit);
    if (wrong !== undefined) books.findings.report("reference", { ...place, lease: makeLeaseId(lease) }, `the lease of an answer ${wrong}`);
    if (books.leases.isOpen(lease)) page.out[unit - page.first] = (page.out[unit - page.first] ?? 0) - 1;
    if (seen.includes(host)) books.findings.report("pairing", place, "the host has answered the unit twice");
    if (page.holdsBeside(host, unit, lease)) books.findings.report("pairing", place, "the host holds the unit again, and has answered it");
    seen.push(host);
  }
}

/** Grants the unit's credit anew, to whom it is due. */
function enterCredit({ books: { hosts }, sums }: Reading, record: WorkUnit, credit: number): void {
  const { past } = record;
  for (const { host, code } of [...record.failures, ...(past?.failures ?? [])]) if (code === FALSE_CLAIM) hosts.of(host).rejected += 1;
  for (const { host } of past?.answers ?? []) hosts.of(host).rejected += 1;
  if (!isDecided(record)) {
    for (const { host } of record.results) {
      hosts.of(host).pending += 1;
      hosts.of(host).unvested += credit;
    }
    const holder = holderOf(record);
    if (holder !== undefined) hosts.of(holder).held += 1;
    const audited = auditedResult(record);
    if (audited !== undefined) hosts.of(audited.host).underAudit += 1;
    return;
  }
  // What was cancelled is judged by nobody.
  if (record.kind === "failed" && record.reason === "cancelled") return;
  for (const { host, agrees } of record.answers) {
    const granted = agrees && record.kind === "validated";
    hosts.of(host)[granted ? "validated" : "rejected"] += 1;
    if (!granted) continue;
    hosts.of(host).microCobblestones += credit;
    sums.microCobblestones += credit;
  }
}

/** Leases asked for = answered + lost + out + still wanted; and a unit that is decided wants none. */
function balance({ books: { findings }, batch, page }: Reading, unit: number, record: WorkUnit): void {
  const place = { batch: batch.id, unit };
  const [wanted, out] = [page.wanted[unit - page.first] ?? 0, page.out[unit - page.first] ?? 0];
  if (record.kind === "validated" && !record.answers.some(({ agrees }) => agrees)) {
    findings.report("unit", place, "the unit is validated, and no answer agrees");
  }
  if (record.kind === "held" && holderOf(record) === undefined) {
    findings.report("unit", place, "the unit rests on a result that is not there");
  }
  if (isDecided(record)) {
    if (wanted > 0) findings.report("lease", place, "the unit has its verdict, and is left to lease");
    return;
  }
  const answered = record.results.length + record.failures.length;
  if (answered + record.lost + out + wanted === record.leases) return;
  const found = `${answered} answered, ${record.lost} lost, ${out} out, ${wanted} wanted`;
  findings.report("lease", place, `${record.leases} leases were asked for, and there are ${found}`);
}

const noSums = (): BatchSums => ({
  tally: { validated: 0, failed: 0, undecided: 0, held: 0, results: 0 },
  units: 0,
  records: 0,
  operations: 0,
  microCobblestones: 0,
  squares: new Map(),
});
