/** What a person says of their hosts at a terminal, on the real server. */
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type CommandEnd, endOfCommand } from "../../e2e/support/command.ts";
import { type Deployment, startDeployment } from "../../e2e/support/deployment.ts";

const folder = mkdtempSync(join(tmpdir(), "manyhands-person-"));
let deployment: Deployment;

beforeAll(async () => {
  deployment = await startDeployment();
});
afterAll(async () => {
  await deployment.close();
  rmSync(folder, { recursive: true });
});

/** `manyhands volunteer …` as the host of that name. */
const as = (host: string, ...args: readonly string[]): Promise<CommandEnd> => {
  const [subcommand = "", ...rest] = args;
  const own = ["--identity", join(folder, `${host}.json`), "--server", deployment.url];
  return endOfCommand(["volunteer", subcommand, ...own, ...rest], { PATH: process.env["PATH"] });
};

async function told(host: string, ...args: readonly string[]): Promise<Record<string, unknown>> {
  const { stdout, stderr } = await as(host, ...args, "--json");
  expect(stderr).toBe("");
  return JSON.parse(stdout) as Record<string, unknown>;
}

const hostsOf = async (host: string): Promise<unknown[]> => (await told(host, "who"))["hosts"] as unknown[];

test("hosts are named, linked by a code and by a file, and erased", async () => {
  expect((await as("desk", "who")).stderr).toContain("there is no host here yet");
  // A host that nobody started is made by what needs one.
  expect((await as("desk", "link", "aaaa-aaaa-aaaa-aaaa")).stderr).toContain("mistyped");
  expect(statSync(join(folder, "desk.json")).mode & 0o777).toBe(0o600);
  expect(await told("desk", "name", "The desk")).toMatchObject({ name: "The desk" });

  const { code } = await told("desk", "code");
  expect((await as("lab", "link", String(code))).stdout).toBe("Linked: you have 2 hosts here.\n");
  expect((await as("thief", "link", String(code))).stderr).toContain("used already");

  const file = join(folder, "recovery.json");
  await told("lab", "export", file);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect((await as("lab", "export", file)).stderr).toContain("is there already");
  expect((await as("attic", "import", file)).stdout).toBe("Linked: you have 4 hosts here.\n");
  expect(await hostsOf("attic")).toEqual(await hostsOf("desk"));

  expect((await as("attic", "erase")).stderr).toContain("add --yes");
  expect(await told("attic", "erase", "--yes")).toEqual({ erased: true });
  expect((await as("attic", "who")).stderr).toContain("there is no host here yet");
  expect(await hostsOf("desk")).toHaveLength(3);

  await told("desk", "erase", "--all", "--yes");
  // Erased from afar, it begins as a new host when it is next needed, and not as the one that was erased.
  expect((await as("lab", "who")).stderr).toContain("not enrolled");
  expect((await as("attic", "import", file)).stderr).not.toBe("");
});

test.each([
  ["is cut short", (text: string) => text.slice(0, 40), "it is not JSON"],
  ["is of something else", () => "{}", "this is no recovery file: format"],
  [
    "is of another server",
    (text: string) => text.replace(/"server": "[^"]+"/, '"server": "https://other.example"'),
    "for https://other.example",
  ],
  ["has halves of two keys", (text: string) => text.replace(/"x": "...../, '"x": "AAAAA'), "do not belong together"],
])("a recovery file that %s is told as such", async (_, spoil, reason) => {
  const file = join(folder, `${reason.length}.json`);
  const spoilt = `${file}.spoilt`;
  await as("source", "link", "aaaa-aaaa-aaaa-aaaa");
  await told("source", "export", file);
  writeFileSync(spoilt, spoil(readFileSync(file, "utf8")));
  expect((await as("source", "import", spoilt)).stderr).toContain(reason);
});
