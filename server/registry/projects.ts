/** Projects: what batches are for, as volunteers are told, and how much of the volunteers' time each is to get. */
import type { ProjectId, ResearcherId } from "../../protocol/ids.ts";
import type { Project } from "../../protocol/research.ts";
import { number, optionalNumber, optionalText, text } from "../sql/columns.ts";
import type { Sql, SqlRow } from "../sql/sql.ts";

/* owner: null for the operator's. */
export const PROJECTS_TABLE = `CREATE TABLE projects (
    position INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, owner TEXT, title TEXT NOT NULL, purpose TEXT NOT NULL,
    links TEXT NOT NULL, picture TEXT, share INTEGER NOT NULL, created_at INTEGER NOT NULL, archived_at INTEGER)`;

export type Projects = ReturnType<typeof projects>;

export function projects(sql: Sql) {
  const JOINED = "SELECT projects.*, researchers.name AS owner_name FROM projects LEFT JOIN researchers ON researchers.id = projects.owner";
  const read = (query: string, ...bindings: (string | null)[]): Project[] => sql.all(`${JOINED} ${query}`, ...bindings).map(toProject);
  return {
    insert({ projectId, owner, title, purpose, links, picture, share, createdAt }: Project): void {
      sql.all(
        "INSERT INTO projects (id, owner, title, purpose, links, picture, share, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        projectId,
        owner?.researcherId ?? null,
        title,
        purpose,
        JSON.stringify(links),
        picture ?? null,
        share,
        createdAt,
      );
    },
    save({ projectId, title, purpose, links, picture, share, archivedAt }: Project): void {
      sql.all(
        "UPDATE projects SET title = ?, purpose = ?, links = ?, picture = ?, share = ?, archived_at = ? WHERE id = ?",
        title,
        purpose,
        JSON.stringify(links),
        picture ?? null,
        share,
        archivedAt ?? null,
        projectId,
      );
    },
    find: (id: ProjectId): Project | undefined => read("WHERE projects.id = ?", id)[0],
    /** Those that take batches; of an owner, null being the operator. The oldest first. */
    liveOf: (owner: ResearcherId | null): Project[] => read("WHERE owner IS ? AND archived_at IS NULL ORDER BY position", owner),
    /** All of them, the oldest first. */
    list: (): Project[] => read("ORDER BY position"),
  };
}

function toProject(row: SqlRow): Project {
  const [owner, picture, archivedAt] = [optionalText(row, "owner"), optionalText(row, "picture"), optionalNumber(row, "archived_at")];
  return {
    projectId: text(row, "id") as ProjectId,
    ...(owner !== undefined && { owner: { researcherId: owner as ResearcherId, name: text(row, "owner_name") } }),
    title: text(row, "title"),
    purpose: text(row, "purpose"),
    links: JSON.parse(text(row, "links")) as Project["links"],
    ...(picture !== undefined && { picture }),
    share: number(row, "share"),
    createdAt: number(row, "created_at"),
    ...(archivedAt !== undefined && { archivedAt }),
  };
}
