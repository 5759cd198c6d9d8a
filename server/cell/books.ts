/**
 * What one transaction changes, gathered while it runs and written once at its end: a bundle of a
 * hundred results moves two hosts and one batch, not two hundred.
 */
import type { HostId } from "../../protocol/ids.ts";
import { type Batch, tallied, withTally } from "../domain/batch.ts";
import { creditFor } from "../domain/credit.ts";
import { squareOf } from "../domain/picture.ts";
import type { Arrival, Standing, Transition } from "../domain/transitioner.ts";
import type { WorkUnit } from "../domain/work-unit.ts";
import type { CellStore } from "./store.ts";
import type { AnsweredExchange, Host } from "./tables/hosts.ts";
import type { Square } from "./tables/squares.ts";
import type { StoredUnit } from "./tables/units.ts";

/** A batch while a transaction works on it. */
interface OpenBook {
  batch: Batch;
  readonly records: Map<number, WorkUnit>;
  readonly squares: Map<number, Square>;
}

export type Books = ReturnType<typeof openBooks>;

export function openBooks(store: CellStore, now: number) {
  const books = new Map<number, OpenBook>();
  const hosts = new Map<HostId, HostChange>();

  function bookOf(batchNumber: number): OpenBook {
    let book = books.get(batchNumber);
    if (book === undefined) {
      const batch = store.batches.byNumber(batchNumber);
      if (batch === undefined) throw new Error(`batch ${batchNumber} is missing`);
      book = { batch, records: new Map(), squares: new Map() };
      books.set(batchNumber, book);
    }
    return book;
  }

  function credit(standing: Standing, operations: number): void {
    let change = hosts.get(standing.host);
    if (change === undefined) {
      change = noChange();
      hosts.set(standing.host, change);
    }
    if (standing.wasPending) change.pending -= 1;
    change[standing.to] += 1;
    if (standing.to === "validated") change.microCobblestones += creditFor(operations);
  }

  return {
    batch: (batchNumber: number): Batch => bookOf(batchNumber).batch,

    /** Units of a run as they are now, this transaction's own changes included. */
    units(batchNumber: number, first: number, last: number): Map<number, StoredUnit> {
      const units = store.units.range(batchNumber, first, last);
      for (const [unit, record] of bookOf(batchNumber).records) {
        const stored = units.get(unit);
        if (stored !== undefined) units.set(unit, { ...stored, record });
      }
      return units;
    },

    /** Enters what an arrival did to a unit. */
    enter(batchNumber: number, unit: number, before: StoredUnit, arrival: Arrival, after: Transition): void {
      const book = bookOf(batchNumber);
      const tally = tallied(book.batch.tally, before.record, after.unit, arrival.kind !== "no-reply");
      book.batch = withTally(book.batch, tally, now);
      book.records.set(unit, after.unit);
      for (const standing of after.standings) credit(standing, before.operations);
      const isNew = before.record?.kind !== "validated";
      if (isNew && after.unit.kind === "validated") shade(book, unit, after.unit.pictureValue);
    },

    /** Writes everything; `answered` is what the host at hand is to remember of its exchange. */
    close(answered?: { readonly host: HostId; readonly exchange: AnsweredExchange }): void {
      for (const [batchNumber, { batch, records, squares }] of books) {
        if (records.size === 0) continue;
        store.units.save(batchNumber, records);
        store.squares.add(batchNumber, squares);
        store.batches.save(batch);
      }
      if (answered !== undefined && !hosts.has(answered.host)) hosts.set(answered.host, noChange());
      for (const [id, change] of hosts) {
        const host = changedHost(store, id, change);
        store.hosts.save(answered?.host === id ? { ...host, lastExchange: answered.exchange } : host);
      }
    },
  };
}

/** What a transaction adds to a host's counts. */
interface HostChange {
  validated: number;
  pending: number;
  rejected: number;
  microCobblestones: number;
}

const noChange = (): HostChange => ({ validated: 0, pending: 0, rejected: 0, microCobblestones: 0 });

function changedHost(store: CellStore, id: HostId, change: HostChange): Host {
  const host = store.hosts.find(id);
  if (host === undefined) throw new Error(`host ${id} is missing`);
  return {
    ...host,
    validated: host.validated + change.validated,
    pending: host.pending + change.pending,
    rejected: host.rejected + change.rejected,
    microCobblestones: host.microCobblestones + change.microCobblestones,
  };
}

function shade(book: OpenBook, unit: number, value: number): void {
  const square = squareOf(unit, book.batch.units);
  const { checked, valueSum } = book.squares.get(square) ?? { checked: 0, valueSum: 0 };
  book.squares.set(square, { checked: checked + 1, valueSum: valueSum + value });
}
