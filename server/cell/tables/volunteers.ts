/** Volunteers: the people behind hosts, as far as they say that some hosts are one person's. */
import type { VolunteerId } from "../../../protocol/ids.ts";
import { number, optionalText, text } from "../../sql/columns.ts";
import type { Sql, SqlRow } from "../../sql/sql.ts";

export interface Volunteer {
  readonly volunteerId: VolunteerId;
  readonly name: string | undefined;
  readonly createdAt: number;
}

export type VolunteerTable = ReturnType<typeof volunteerTable>;

export function volunteerTable(sql: Sql) {
  return {
    find(id: VolunteerId): Volunteer | undefined {
      const [row] = sql.all("SELECT * FROM volunteers WHERE id = ?", id);
      return row === undefined ? undefined : toVolunteer(row);
    },
    insert({ volunteerId, name, createdAt }: Volunteer): void {
      sql.all("INSERT INTO volunteers VALUES (?, ?, ?)", volunteerId, name ?? null, createdAt);
    },
    rename(id: VolunteerId, name: string | undefined): void {
      sql.all("UPDATE volunteers SET name = ? WHERE id = ?", name ?? null, id);
    },
    remove(id: VolunteerId): void {
      sql.all("DELETE FROM volunteers WHERE id = ?", id);
    },
  };
}

const toVolunteer = (row: SqlRow): Volunteer => ({
  volunteerId: text(row, "id") as VolunteerId,
  name: optionalText(row, "name"),
  createdAt: number(row, "created_at"),
});
