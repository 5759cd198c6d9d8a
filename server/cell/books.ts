/**
 * What one transaction changes, gathered while it runs and written once at its end: a bundle of a
 * hundred results moves two hosts and one batch, not two hundred.
 */
import { type Batch, tallied, withTally } from "../domain/batch.ts";
import { creditFor } from "../domain/credit.ts";
import { squareOf } from "../domain/picture.ts";
import type { Court, Standing, Transition } from "../domain/transitioner.ts";
import { auditedResult, holderOf, type WorkUnit } from "../domain/work-unit.ts";
import { courtOf } from "./court.ts";
import { hostBooks } from "./host-books.ts";
import type { Now } from "./now.ts";
import type { CellStore } from "./store.ts";
import type { Host } from "./tables/hosts.ts";
import type { Square } from "./tables/squares.ts";
import type { StoredUnit } from "./tables/units.ts";
import { holdUnder } from "./vesting.ts";

/** A batch while a transaction works on it. */
interface OpenBook {
  batch: Batch;
  readonly records: Map<number, WorkUnit>;
  readonly squares: Map<number, Square>;
  court: Court | undefined;
}

export type Books = ReturnType<typeof openBooks>;

export function openBooks(store: CellStore, { now, random }: Now) {
  const books = new Map<number, OpenBook>();
  const hosts = hostBooks(store, now);
  /** Leases on whose results units have come to rest. */
  const holding = new Set<number>();

  function bookOf(batchNumber: number): OpenBook {
    let book = books.get(batchNumber);
    if (book === undefined) {
      const batch = store.batches.byNumber(batchNumber);
      if (batch === undefined) throw new Error(`batch ${batchNumber} is missing`);
      book = { batch, records: new Map(), squares: new Map(), court: undefined };
      books.set(batchNumber, book);
    }
    return book;
  }

  function enterStanding(book: OpenBook, standing: Standing, operations: number): void {
    const credit = creditFor(operations);
    hosts.enter(standing, book.batch.kernel, credit);
    if (standing.to !== "validated") return;
    book.batch = { ...book.batch, microCobblestones: book.batch.microCobblestones + credit };
  }

  function enterHold(before: WorkUnit | undefined, after: WorkUnit): void {
    if (after.kind === "held" && !(before?.kind === "held" && before.by === after.by)) holding.add(after.by);
    for (const [unit, change] of [[before, -1] as const, [after, 1] as const]) {
      const [holder, audited] = [holderOf(unit), auditedResult(unit)];
      if (holder !== undefined) hosts.move(holder, { held: change });
      if (audited !== undefined) hosts.audit(audited.host, audited.since, change);
    }
  }

  return {
    hosts,
    batch: (batchNumber: number): Batch => bookOf(batchNumber).batch,

    /** What a verdict on a unit of the batch depends on. */
    court(batchNumber: number): Court {
      const book = bookOf(batchNumber);
      book.court ??= courtOf(store, book.batch, hosts.rankOf, { now, random });
      return book.court;
    },

    /** Units of a run as they are now, this transaction's own changes included. */
    units(batchNumber: number, first: number, last: number): Map<number, StoredUnit> {
      const units = store.units.range(batchNumber, first, last);
      for (const [unit, record] of bookOf(batchNumber).records) {
        const stored = units.get(unit);
        if (stored !== undefined) units.set(unit, { ...stored, record });
      }
      return units;
    },

    /** Enters what happened to a unit; `came`: a result or an error came back for it. */
    enter(batchNumber: number, unit: number, before: StoredUnit, after: Transition, came: boolean): void {
      const book = bookOf(batchNumber);
      book.batch = withTally(book.batch, tallied(book.batch.tally, before.record, after.unit, came), now);
      book.records.set(unit, after.unit);
      for (const standing of after.standings) enterStanding(book, standing, before.operations);
      enterHold(before.record, after.unit);
      const isNew = before.record?.kind !== "validated";
      if (isNew && after.unit.kind === "validated") shade(book, unit, after.unit.pictureValue);
    },

    /** Writes everything; `latest` is what the host at hand is to remember of its exchange. */
    close(latest?: Pick<Host, "hostId"> & Partial<Host>): void {
      for (const [batchNumber, { batch, records, squares }] of books) {
        if (records.size === 0) continue;
        store.units.save(batchNumber, records);
        store.squares.add(batchNumber, squares);
        store.batches.save(batch);
      }
      hosts.close(latest);
      for (const lease of holding) holdUnder(store, lease, now);
      // Last, since a host may have been proven wrong by the same report under whose lease units are held.
      hosts.callDue();
    },
  };
}

function shade(book: OpenBook, unit: number, value: number): void {
  const square = squareOf(unit, book.batch.units);
  const { checked, valueSum } = book.squares.get(square) ?? { checked: 0, valueSum: 0 };
  book.squares.set(square, { checked: checked + 1, valueSum: valueSum + value });
}
