/** Whom to tell that a batch is finished, and how far that has come. */
import type { Notification } from "../../../protocol/messages.ts";
import { number, optionalNumber, optionalText, text } from "../../sql/columns.ts";
import type { Sql, SqlRow } from "../../sql/sql.ts";

/** A message that is to be sent. */
export interface DueWebhook {
  readonly batch: number;
  readonly url: string;
  /** When its batch was finished: the message is of this, and the same however often it is sent. */
  readonly finishedAt: number;
  readonly tries: number;
}

export type WebhookTable = ReturnType<typeof webhookTable>;

export function webhookTable(sql: Sql) {
  return {
    insert(batch: number, url: string): void {
      sql.all("INSERT INTO webhooks (batch, url) VALUES (?, ?)", batch, url);
    },
    remove(batch: number): void {
      sql.all("DELETE FROM webhooks WHERE batch = ?", batch);
    },
    find(batch: number): Notification | undefined {
      return sql.all("SELECT * FROM webhooks WHERE batch = ?", batch).map(toNotification)[0];
    },
    /** Makes due what has been finished since the last look; once retried, a batch may be finished again. */
    noteFinished(now: number): void {
      sql.all(
        `UPDATE webhooks SET state = 'due', tries = 0, next_at = ?1, last_error = NULL, delivered_at = NULL,
           finished_at = (SELECT finished_at FROM batches WHERE number = batch)
         WHERE EXISTS (SELECT 1 FROM batches WHERE number = batch AND state = 'finished' AND finished_at IS NOT webhooks.finished_at)`,
        now,
      );
    },
    due(now: number, limit: number): DueWebhook[] {
      return sql.all("SELECT * FROM webhooks WHERE state = 'due' AND next_at <= ? ORDER BY next_at LIMIT ?", now, limit).map((row) => ({
        batch: number(row, "batch"),
        url: text(row, "url"),
        finishedAt: number(row, "finished_at"),
        tries: number(row, "tries"),
      }));
    },
    nextAt(): number | undefined {
      const [row] = sql.all("SELECT min(next_at) AS next FROM webhooks WHERE state = 'due'");
      return row === undefined ? undefined : optionalNumber(row, "next");
    },
    /** Written before each try: a server that is killed meanwhile tries again. */
    tried(batch: number, tries: number, nextAt: number): void {
      sql.all("UPDATE webhooks SET tries = ?, next_at = ? WHERE batch = ?", tries, nextAt, batch);
    },
    ended({ batch, finishedAt }: DueWebhook, state: "due" | "delivered" | "given-up", error: string | null, now: number): void {
      sql.all(
        "UPDATE webhooks SET state = ?, last_error = ?, delivered_at = ? WHERE batch = ? AND finished_at = ?",
        state,
        error,
        state === "delivered" ? now : null,
        batch,
        finishedAt,
      );
    },
  };
}

function toNotification(row: SqlRow): Notification {
  const [lastError, deliveredAt] = [optionalText(row, "last_error"), optionalNumber(row, "delivered_at")];
  return {
    state: text(row, "state") as Notification["state"],
    tries: number(row, "tries"),
    ...(lastError !== undefined && { lastError }),
    ...(deliveredAt !== undefined && { deliveredAt }),
  };
}
