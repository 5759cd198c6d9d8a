/** What a person says about their hosts at a terminal: `manyhands volunteer who | name | code | link | export | import | erase`. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { Command } from "commander";
import type { Device, Unusable } from "../../web/engine/device/device-api.ts";
import { createHosting } from "../../web/engine/hosting.ts";
import type { Reply } from "../../web/engine/reply.ts";
import { CliError } from "../cli-error.ts";
import { withJson, withServer } from "../options.ts";
import { printable } from "../output.ts";
import { defaultIdentityFile, fileKeyStore } from "./identity-file.ts";

interface Options {
  readonly server: string;
  readonly identity?: string;
  readonly json?: boolean;
  readonly all?: boolean;
  readonly yes?: boolean;
}

const MICRO = 1e6;

export const personCommands = (): Command[] => [
  command("who", "tell which host this is, whose, and what it was granted").action((options: Options) => who(options)),
  command("name", "give this host a name; an empty one takes it away")
    .argument("<name>")
    .action(async (name: string, options: Options) =>
      tell(
        options,
        got(options, await deviceOf(options).rename(name)),
        (record) => `${record.hostId} is called ${printable(record.name ?? "nothing")}`,
      ),
    ),
  command("code", "show a code that links another host to you, once").action(async (options: Options) =>
    tell(
      options,
      got(options, await deviceOf(options).showCode()),
      ({ code, expiresAt }) => `${code}\nGive it to your other host within ${Math.round((expiresAt - Date.now()) / 60_000)} minutes.`,
    ),
  ),
  command("link", "make this host one of yours, with a code that another one shows")
    .argument("<code>")
    .action(async (code: string, options: Options) => tell(options, got(options, await deviceOf(options).enterCode(code)), linked)),
  command("export", "save a recovery file: it makes further hosts yours").argument("<file>").action(exportFile),
  command("import", "make this host one of yours, with a recovery file")
    .argument("<file>")
    .action(async (file: string, options: Options) =>
      tell(options, got(options, await deviceOf(options).useRecoveryFile(readText(file))), linked),
    ),
  command("erase", "erase this host at the server, and its key here")
    .option("--all", "erase all your hosts")
    .option("--yes", "yes, for good")
    .action(erase),
];

const command = (name: string, description: string): Command =>
  withJson(withServer(new Command(name).description(description))).option("--identity <file>", "which host this is about");

const deviceOf = ({ server, identity = defaultIdentityFile(server) }: Options): Device =>
  createHosting({ origin: server, fetcher: fetch, keys: fileKeyStore(identity) }).createDevice(async () => undefined);

async function who(options: Options): Promise<void> {
  const device = deviceOf(options);
  const identity = await device.look();
  if (identity === null) throw new CliError("there is no host here yet: `manyhands volunteer` makes one, and so does `link`");
  const person = got(options, await device.person());
  tell(options, { ...identity, ...person }, ({ hostId, did, hosts, microCobblestones, unvestedMicroCobblestones }) =>
    [
      `host    ${hostId}`,
      `key     ${did}`,
      `yours   ${hosts.map(({ hostId: id, name }) => (name === undefined ? id : `${printable(name)} (${id})`)).join(", ")}`,
      `credit  ${microCobblestones / MICRO} granted, ${unvestedMicroCobblestones / MICRO} waiting for confirmation`,
    ].join("\n"),
  );
}

async function exportFile(file: string, options: Options): Promise<void> {
  if (existsSync(file)) throw new CliError(`${file} is there already; name a new file`);
  const text = got(options, await deviceOf(options).makeRecoveryFile());
  writeFileSync(file, text, { mode: 0o600, flag: "wx" });
  tell(options, { file }, () => `Saved in ${file}. Whoever has it can act as you: keep it safe.`);
}

async function erase(options: Options): Promise<void> {
  if (options.yes !== true) {
    throw new CliError(
      "this cannot be undone: add --yes. What was computed stays counted at the server, under a number that names nobody any more",
    );
  }
  got(options, await deviceOf(options).erase(options.all === true ? "person" : "device"));
  tell(options, { erased: true }, () => "Erased.");
}

const linked = ({ hosts }: { readonly hosts: readonly unknown[] }): string => `Linked: you have ${hosts.length} hosts here.`;

function got<T>({ server }: Options, reply: Reply<T> | Unusable): T {
  if (reply.kind === "reply") return reply.value;
  if (reply.kind === "no-answer") throw new CliError(`${server} does not answer; try again, doing it twice does no harm`);
  throw new CliError(printable(reply.kind === "refused" ? reply.detail : reply.message));
}

function tell<T>({ json = false }: Options, value: T, say: (value: T) => string): void {
  console.log(json ? JSON.stringify(value) : say(value));
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new CliError(`cannot read ${file}: ${(error as NodeJS.ErrnoException).code}`);
  }
}
