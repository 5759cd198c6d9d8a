/** Keys of researchers: what each may be used for, and the digest by which it is known. Its text is kept nowhere. */
import type { KeyId, ResearcherId } from "../../protocol/ids.ts";
import type { KeyRecord, Quota, Scope } from "../../protocol/research.ts";
import { DEFAULT_QUOTA } from "../domain/quota.ts";
import { number, optionalNumber, optionalText, text } from "../sql/columns.ts";
import type { Sql, SqlRow } from "../sql/sql.ts";

/* former_digest, former_until: the secret before the last rotation. account: the key whose quota it draws on. */
export const ACCESS_KEYS_TABLE = `CREATE TABLE access_keys (
    id TEXT PRIMARY KEY, researcher TEXT NOT NULL, name TEXT NOT NULL, scopes TEXT NOT NULL,
    digest TEXT NOT NULL, former_digest TEXT, former_until INTEGER,
    account TEXT NOT NULL, quota TEXT NOT NULL DEFAULT '{}',
    created_at INTEGER NOT NULL, expires_at INTEGER, revoked_at INTEGER) WITHOUT ROWID`;

/** What a key's text is worth now. `replaced`: it is that of a rotated key, past its grace. */
export type KeyCheck =
  | { readonly kind: "good"; readonly key: KeyRecord }
  | { readonly kind: "unknown" | "revoked" | "replaced" | "expired" };

/** A key as it is made; `digest` is the SHA-256 of its text. */
export type MadeKey = Pick<KeyRecord, "keyId" | "researcherId" | "name" | "scopes" | "createdAt" | "accountId"> & {
  readonly digest: string;
  readonly expiresAt: number | undefined;
};

export type AccessKeys = ReturnType<typeof accessKeys>;

export function accessKeys(sql: Sql) {
  /** The account's quota: what the operator has set, and defaults. */
  function quotaOf(account: string): Quota {
    const [row] = sql.all("SELECT quota FROM access_keys WHERE id = ?", account);
    return { ...DEFAULT_QUOTA, ...(row === undefined ? {} : (JSON.parse(text(row, "quota")) as Partial<Quota>)) };
  }

  const toKey = (row: SqlRow): KeyRecord => {
    const [expiresAt, revokedAt, formerUntil] = ["expires_at", "revoked_at", "former_until"].map((column) => optionalNumber(row, column));
    return {
      keyId: text(row, "id") as KeyId,
      researcherId: text(row, "researcher") as ResearcherId,
      name: text(row, "name"),
      scopes: JSON.parse(text(row, "scopes")) as Scope[],
      createdAt: number(row, "created_at"),
      ...(expiresAt !== undefined && { expiresAt }),
      ...(revokedAt !== undefined && { revokedAt }),
      ...(formerUntil !== undefined && { formerUntil }),
      accountId: text(row, "account") as KeyId,
      quota: quotaOf(text(row, "account")),
    };
  };
  const rowOf = (id: KeyId): SqlRow | undefined => sql.all("SELECT * FROM access_keys WHERE id = ?", id)[0];

  return {
    insert({ keyId, researcherId, name, scopes, digest, accountId, createdAt, expiresAt }: MadeKey): void {
      sql.all(
        "INSERT INTO access_keys (id, researcher, name, scopes, digest, account, created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        keyId,
        researcherId,
        name,
        JSON.stringify(scopes),
        digest,
        accountId,
        createdAt,
        expiresAt ?? null,
      );
    },
    find(id: KeyId): KeyRecord | undefined {
      const row = rowOf(id);
      return row === undefined ? undefined : toKey(row);
    },
    /** All keys of a researcher, revoked ones too, the oldest first. */
    of: (researcher: ResearcherId): KeyRecord[] =>
      sql.all("SELECT * FROM access_keys WHERE researcher = ? ORDER BY created_at, id", researcher).map(toKey),
    /** Whoever does not know the secret learns nothing of the key, not even that it is there. */
    check(id: KeyId, digest: string, now: number): KeyCheck {
      const row = rowOf(id);
      if (row === undefined) return { kind: "unknown" };
      const isFormer = optionalText(row, "former_digest") === digest;
      if (text(row, "digest") !== digest && !isFormer) return { kind: "unknown" };
      const key = toKey(row);
      if (key.revokedAt !== undefined) return { kind: "revoked" };
      if (isFormer && now >= (key.formerUntil ?? 0)) return { kind: "replaced" };
      return now >= (key.expiresAt ?? Infinity) ? { kind: "expired" } : { kind: "good", key };
    },
    rename(id: KeyId, name: string): void {
      sql.all("UPDATE access_keys SET name = ? WHERE id = ?", name, id);
    },
    setQuota(id: KeyId, quota: Quota): void {
      sql.all("UPDATE access_keys SET quota = ? WHERE id = ?", JSON.stringify(quota), id);
    },
    /** Gives it another secret; the present one may be used until an instant. */
    rotate(id: KeyId, digest: string, formerUntil: number): void {
      sql.all("UPDATE access_keys SET former_digest = digest, former_until = ?, digest = ? WHERE id = ?", formerUntil, digest, id);
    },
    /** Revoked once, it stays so. */
    revoke(id: KeyId, now: number): void {
      sql.all("UPDATE access_keys SET revoked_at = coalesce(revoked_at, ?) WHERE id = ?", now, id);
    },
  };
}
