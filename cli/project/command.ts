/** `manyhands project …`: what batches are for, as volunteers are told. */
import { Command, InvalidArgumentError } from "commander";
import type { Project, ProjectChange } from "../../protocol/research.ts";
import { findKey } from "../key.ts";
import { type KeyedOptions, toCount, withJson, withKey, withServer } from "../options.ts";
import { printable, table } from "../output.ts";
import { connectResearch } from "../research-client.ts";

interface ProjectOptions extends KeyedOptions {
  readonly title?: string;
  readonly purpose?: string;
  readonly link: Project["links"];
  readonly picture?: string;
  readonly share?: string;
  readonly json?: boolean;
}

/** `manyhands project …` */
export function projectCommand(): Command {
  return new Command("project")
    .description("what batches are for, as volunteers are told")
    .addCommand(withJson(withServer(new Command("list").description("the projects of a deployment"))).action(list))
    .addCommand(createCommand())
    .addCommand(editCommand())
    .addCommand(archiveCommand());
}

const withWords = (command: Command): Command =>
  withJson(withKey(command))
    .option("--link <title=url>", "a link to show; may be given several times", addLink, [])
    .option("--picture <sha256>", "a blob of this deployment");

function createCommand(): Command {
  return withWords(new Command("create").description("make a project; prints its id"))
    .requiredOption("--title <text>", "what volunteers see it called")
    .requiredOption("--purpose <text>", "what volunteers are told that they compute for")
    .action(async (options: ProjectOptions & { title: string; purpose: string }) => {
      const { title, purpose, link, picture } = options;
      const wish = { title, purpose, links: link, ...(picture !== undefined && { picture }) };
      const project = await connectResearch(options.server, findKey(options)).addProject(wish);
      console.log(options.json === true ? JSON.stringify(project) : project.projectId);
    });
}

function editCommand(): Command {
  return withWords(new Command("edit").description("change what is given").argument("<project>", "its id: p and 16 letters"))
    .option("--title <text>", "what volunteers see it called")
    .option("--purpose <text>", "what volunteers are told that they compute for")
    .option("--share <n>", "its weight beside other projects, 1 to 1000; for the operator", toCount)
    .action(async (projectId: string, options: ProjectOptions) => {
      const { title, purpose, link, picture, share } = options;
      const words = { ...(title !== undefined && { title }), ...(purpose !== undefined && { purpose }) };
      const rest = { ...(link.length > 0 && { links: link }), ...(picture !== undefined && { picture }) };
      await change(projectId, { ...words, ...rest, ...(share !== undefined && { share: Number(share) }) }, options);
    });
}

function archiveCommand(): Command {
  const command = new Command("archive")
    .description("let a project take no new batches; those that it has go on")
    .argument("<project>", "its id: p and 16 letters")
    .option("--undo", "let it take batches again");
  return withJson(withKey(command)).action((projectId: string, options: ProjectOptions & { undo?: boolean }) =>
    change(projectId, { archived: options.undo !== true }, options),
  );
}

async function change(projectId: string, wish: ProjectChange, options: ProjectOptions): Promise<void> {
  const project = await connectResearch(options.server, findKey(options)).changeProject(projectId, wish);
  console.log(options.json === true ? JSON.stringify(project) : table([describe(project)]));
}

async function list({ server, json }: Pick<ProjectOptions, "server" | "json">): Promise<void> {
  const projects = await connectResearch(server, undefined).projects();
  if (json === true) return console.log(JSON.stringify({ projects }));
  console.log(projects.length === 0 ? "no projects yet" : table([["project", "share", "", "whose", "title"], ...projects.map(describe)]));
}

const describe = ({ projectId, share, archivedAt, owner, title }: Project): string[] => [
  projectId,
  String(share),
  archivedAt === undefined ? "" : "archived",
  printable(owner?.name ?? "the operator"),
  printable(title),
];

/** A link as `title=url`. */
export function addLink(text: string, links: Project["links"]): Project["links"] {
  const [, title, url] = /^([^=]+)=(https?:\/\/.+)$/.exec(text) ?? [];
  if (title === undefined || url === undefined)
    throw new InvalidArgumentError("expected title=address, as in Paper=https://example.org/paper");
  return [...links, { title, url }];
}
