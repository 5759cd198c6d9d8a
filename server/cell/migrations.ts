/**
 * The cell's tables. Per work unit there is one row written at submission and one from the first
 * answer on, and no index beside the primary keys; a lease is one row for many units. That is what
 * keeps the cost per unit low: see `docs/benchmarks.md`.
 */
import type { Migrations } from "../sql/sql.ts";

export const CELL_MIGRATIONS: Migrations = [
  `CREATE TABLE kernels (
    id TEXT NOT NULL, version TEXT NOT NULL, manifest TEXT NOT NULL,
    PRIMARY KEY (id, version)) WITHOUT ROWID`,

  `CREATE TABLE hosts (
    id TEXT PRIMARY KEY, key_digest TEXT NOT NULL, enrolled_at INTEGER NOT NULL,
    validated INTEGER NOT NULL DEFAULT 0, pending INTEGER NOT NULL DEFAULT 0, rejected INTEGER NOT NULL DEFAULT 0,
    micro_cobblestones INTEGER NOT NULL DEFAULT 0,
    last_exchange TEXT) WITHOUT ROWID`,

  `CREATE TABLE batches (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL,
    kernel TEXT NOT NULL, kernel_version TEXT NOT NULL, policy TEXT NOT NULL,
    state TEXT NOT NULL, created_at INTEGER NOT NULL, finished_at INTEGER,
    units INTEGER NOT NULL, operations REAL NOT NULL,
    validated INTEGER NOT NULL, failed INTEGER NOT NULL, undecided INTEGER NOT NULL, results INTEGER NOT NULL)`,

  /* The input is kept as it travels, in base64. */
  `CREATE TABLE work_units (
    batch INTEGER NOT NULL, unit INTEGER NOT NULL, input TEXT NOT NULL, operations REAL NOT NULL,
    PRIMARY KEY (batch, unit)) WITHOUT ROWID`,

  /* standing and record: see unit-record.ts. */
  `CREATE TABLE unit_records (
    batch INTEGER NOT NULL, unit INTEGER NOT NULL, standing INTEGER NOT NULL, record TEXT NOT NULL,
    PRIMARY KEY (batch, unit)) WITHOUT ROWID`,

  /* fresh: 1 while nobody holds or has answered the units, so that begun units are leased first. */
  `CREATE TABLE segments (
    batch INTEGER NOT NULL, fresh INTEGER NOT NULL, first INTEGER NOT NULL, count INTEGER NOT NULL,
    wanted INTEGER NOT NULL, holders TEXT NOT NULL,
    PRIMARY KEY (batch, fresh, first)) WITHOUT ROWID`,

  `CREATE TABLE leases (
    number INTEGER PRIMARY KEY, host TEXT NOT NULL, batch INTEGER NOT NULL,
    first INTEGER NOT NULL, count INTEGER NOT NULL, issued_at INTEGER NOT NULL, deadline INTEGER NOT NULL,
    state TEXT NOT NULL, answered INTEGER NOT NULL DEFAULT 0, returned TEXT NOT NULL DEFAULT '[]')`,

  /* Holds its rows' deadlines too: expiry reads it from end to end, which is rare; every lease writes it, which is not. */
  `CREATE INDEX open_leases ON leases (batch, first, deadline) WHERE state = 'open'`,

  `CREATE TABLE squares (
    batch INTEGER NOT NULL, square INTEGER NOT NULL, checked INTEGER NOT NULL, value_sum REAL NOT NULL,
    PRIMARY KEY (batch, square)) WITHOUT ROWID`,

  `ALTER TABLE batches ADD COLUMN assurance TEXT NOT NULL DEFAULT 'quorum'`,

  /* Bearer keys are no more: what is in the column of an older host is no public key, so it has to enrol again. */
  `ALTER TABLE hosts RENAME COLUMN key_digest TO public_key`,
  `ALTER TABLE hosts ADD COLUMN name TEXT`,
  `ALTER TABLE hosts ADD COLUMN volunteer TEXT`,
  /* A keyed hash of the network prefix that lasts a day; null where an address says nothing about who it is. */
  `ALTER TABLE hosts ADD COLUMN prefix TEXT`,
  /* Nonces of signed requests only grow. */
  `ALTER TABLE hosts ADD COLUMN last_nonce INTEGER NOT NULL DEFAULT 0`,
  /* When it last wished for work. */
  `ALTER TABLE hosts ADD COLUMN wished_at INTEGER NOT NULL DEFAULT 0`,
  `ALTER TABLE hosts ADD COLUMN erased_at INTEGER`,
  /* See domain/trust.ts and domain/exposure.ts. */
  `ALTER TABLE hosts ADD COLUMN trust TEXT NOT NULL DEFAULT '{}'`,
  `ALTER TABLE hosts ADD COLUMN vouched INTEGER NOT NULL DEFAULT 0`,
  `ALTER TABLE hosts ADD COLUMN void_before INTEGER NOT NULL DEFAULT 0`,
  `ALTER TABLE hosts ADD COLUMN audits_passed INTEGER NOT NULL DEFAULT 0`,
  /* See domain/holding.ts. */
  `ALTER TABLE hosts ADD COLUMN audit_times TEXT NOT NULL DEFAULT '[]'`,
  `ALTER TABLE hosts ADD COLUMN audits_out TEXT NOT NULL DEFAULT '[]'`,
  `ALTER TABLE hosts ADD COLUMN under_audit INTEGER NOT NULL DEFAULT 0`,
  `ALTER TABLE hosts ADD COLUMN in_flight INTEGER NOT NULL DEFAULT 0`,
  `ALTER TABLE hosts ADD COLUMN held INTEGER NOT NULL DEFAULT 0`,
  `ALTER TABLE hosts ADD COLUMN unvested INTEGER NOT NULL DEFAULT 0`,

  /* Whom a unit may not be leased to, as affinity tokens: see domain/affinity.ts. */
  `ALTER TABLE segments RENAME COLUMN holders TO barred`,

  /* When the last result came on which a unit rests; a held lease waits until its host has passed audits of later ones. */
  `ALTER TABLE leases ADD COLUMN held_at INTEGER NOT NULL DEFAULT 0`,
  `CREATE INDEX held_leases ON leases (state, host, held_at) WHERE held_at > 0`,

  `ALTER TABLE batches ADD COLUMN held INTEGER NOT NULL DEFAULT 0`,
  `ALTER TABLE batches ADD COLUMN micro_cobblestones INTEGER NOT NULL DEFAULT 0`,

  /* The people behind hosts, and codes by which one host joins another's volunteer. */
  `CREATE TABLE volunteers (id TEXT PRIMARY KEY, name TEXT, created_at INTEGER NOT NULL) WITHOUT ROWID`,
  `CREATE INDEX hosts_of_volunteers ON hosts (volunteer) WHERE volunteer IS NOT NULL`,
  `CREATE TABLE link_codes (digest TEXT PRIMARY KEY, host TEXT NOT NULL, expires_at INTEGER NOT NULL, redeemed_by TEXT)`,

  /* Of a batch that is described by a rule, in place of rows in work_units. */
  `CREATE TABLE sweeps (batch INTEGER PRIMARY KEY, rule TEXT NOT NULL)`,

  /* What the registry has told of projects: their titles, and their weight beside one another. */
  `CREATE TABLE projects (id TEXT PRIMARY KEY, title TEXT NOT NULL, share INTEGER NOT NULL) WITHOUT ROWID`,
  /* owner: null for the operator's batches. account: the key whose quota it counts against. */
  `ALTER TABLE batches ADD COLUMN owner TEXT`,
  `ALTER TABLE batches ADD COLUMN project TEXT`,
  `ALTER TABLE batches ADD COLUMN priority TEXT NOT NULL DEFAULT 'normal'`,
  `ALTER TABLE batches ADD COLUMN account TEXT`,

  /* Whom to tell that a batch is finished. finished_at: of which end the row speaks. */
  `CREATE TABLE webhooks (
    batch INTEGER PRIMARY KEY, url TEXT NOT NULL, state TEXT NOT NULL DEFAULT 'waiting', finished_at INTEGER,
    tries INTEGER NOT NULL DEFAULT 0, next_at INTEGER, last_error TEXT, delivered_at INTEGER)`,
];
