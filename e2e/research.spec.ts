/** The research console on real parts: a researcher with nothing but a key gets from a spreadsheet to a verified table. */
import { readFile } from "node:fs/promises";
import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page, type TestInfo, test } from "@playwright/test";
import { runCommand } from "./support/command.ts";
import { type Deployment, startDeployment } from "./support/deployment.ts";
import { newResearcher, withKey } from "./support/research.ts";

const GOOD = ["67,1445001,1000", "113,8001,1000", "163,338001,1000"];
const BAD = [...GOOD, "sixty-seven,1,1000", "67,-4,1000", "67,1,1000,9"];

let deployment: Deployment;

test.beforeAll(async () => {
  deployment = await startDeployment();
});
test.afterAll(async () => {
  await deployment.close();
});

const table = (rows: readonly string[]): string => `exponent,kStart,kCount\n${rows.join("\n")}\n`;

async function signIn(page: Page, key: string): Promise<void> {
  await page.goto(`${deployment.url}/research`);
  await page.getByLabel("Your key").fill(key);
  await page.getByRole("button", { name: "Sign in" }).click();
}

/** Drops a file onto the page as a person with a mouse does. */
async function drop(page: Page, name: string, text: string): Promise<void> {
  const dataTransfer = await page.evaluateHandle(
    ([name, text]) => {
      const data = new DataTransfer();
      data.items.add(new File([text], name));
      return data;
    },
    [name, text] as const,
  );
  await page.getByText("Drop a CSV or an NDJSON file here").dispatchEvent("drop", { dataTransfer });
}

const LOOKS = [
  { width: 375, height: 667, colorScheme: "light" },
  { width: 1440, height: 900, colorScheme: "dark" },
] as const;

/** Looks at the view at both widths, each in another scheme, and has axe read it. */
async function look(page: Page, name: string, info: TestInfo): Promise<void> {
  await expect(page.getByRole("status")).toHaveCount(1);
  for (const { colorScheme, ...size } of LOOKS) {
    await page.setViewportSize(size);
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.screenshot({ path: info.outputPath(`${name}-${size.width}-${colorScheme}.png`), fullPage: true });
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(overflow, `${name}, ${size.width} px: sideways scroll`).toBe(0);
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => `${name}: ${id}: ${nodes.map((node) => node.html).join(" ")}`)).toEqual([]);
  }
}

async function downloaded(page: Page, button: string): Promise<{ readonly name: string; readonly text: string }> {
  const coming = page.waitForEvent("download");
  await page.getByRole("button", { name: button }).click();
  const file = await coming;
  return { name: file.suggestedFilename(), text: await readFile(await file.path(), "utf8") };
}

test("a researcher with only a key drops a file, mends it, hands it in once, and has a verified table to cite", async ({ page }, info) => {
  const errors: string[] = [];
  page.on("pageerror", (error) => void errors.push(String(error)));
  const ada = await newResearcher(deployment, "Ada");

  await test.step("a key that opens nothing is said to", async () => {
    await signIn(page, "mh_nonsense");
    await expect(page.getByRole("alert")).toContainText("This key opens nothing here");
    await look(page, "sign-in", info);
  });

  await test.step("who is new sees what to begin with", async () => {
    await page.getByLabel("Your key").fill(ada.key);
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page.getByRole("status")).toHaveText("No batches yet.");
    await expect(page.getByText("Signed in as Ada.")).toBeVisible();
    await look(page, "no-batches", info);
  });

  await test.step("all three bad rows are named by their lines, and can be taken along", async () => {
    await page.getByRole("link", { name: "New batch" }).click();
    await expect(page.getByRole("cell", { name: /a whole number/ }).first()).toBeVisible();
    await drop(page, "ranges.csv", table(BAD));
    await expect(page.getByRole("status")).toContainText("ranges.csv: 6 rows read, 3 problems to mend");
    const problems = page.getByRole("region", { name: "Problems of the file" });
    await expect(problems.getByRole("rowheader")).toHaveText(["5", "6", "7"]);
    await expect(problems).toContainText("sixty-seven");
    await look(page, "problems", info);
    const file = await downloaded(page, "Download all 3 as CSV");
    expect(file.text.split("\r\n").map((line) => line.split(",")[0])).toEqual(["line", "5", "6", "7", ""]);
  });

  await test.step("what is missing is listed, and leads to its field", async () => {
    await page.getByRole("button", { name: "Hand in" }).click();
    await expect(page.getByRole("alert")).toContainText("Mend the file's lines");
    await page.getByRole("link", { name: "Give the batch a name." }).click();
    await expect(page.getByLabel("Name of the batch")).toBeFocused();
  });

  await test.step("the mended file is handed in once, however often the button is pressed", async () => {
    await drop(page, "ranges.csv", table(GOOD));
    await expect(page.getByRole("status")).toContainText("all 3 fit");
    await expect(page.getByRole("region", { name: "The first rows, as the kernel sees them" }).getByRole("row")).toHaveCount(4);
    await page.getByLabel("Name of the batch").fill("Three ranges");
    await page.getByLabel("Title of the new project").fill("Known factors");
    await page.getByLabel("What volunteers compute for").fill("To find factors of Mersenne numbers.");
    await expect(page.getByText("3 units of work. Each unit is computed about 2 times.")).toBeVisible();
    await look(page, "ready", info);
    await page.getByRole("button", { name: "Hand in" }).dblclick();
    await expect(page.getByRole("heading", { name: "Three ranges" })).toBeVisible();
    await expect(page.getByRole("status")).toContainText("Waiting for volunteers");
    const project = await page.request.get(`${deployment.url}/api/v1/projects`);
    expect(((await project.json()) as { projects: unknown[] }).projects).toHaveLength(1);
    const { batches } = (await (await page.request.get(`${deployment.url}/api/v1/batches`)).json()) as { batches: unknown[] };
    expect(batches).toHaveLength(1);
  });

  await test.step("it is paused, resumed, put first and made surer, each said where it was asked for", async () => {
    await page.getByRole("button", { name: "Pause" }).click();
    await expect(page.getByText("Paused. Nothing new is handed out.")).toBeVisible();
    await page.getByRole("button", { name: "Resume" }).click();
    await expect(page.getByText("Resumed.")).toBeVisible();
    await page.getByLabel("Priority").selectOption("High");
    await expect(page.getByText("The priority is changed.")).toBeVisible();
    await page.getByLabel("Raise to a quorum of").selectOption("3");
    await page.getByRole("button", { name: "Raise" }).click();
    await expect(page.getByText("Quorum of 3.")).toBeVisible();
    await look(page, "running", info);
  });

  await test.step("volunteers finish it, and the page says so by itself", async () => {
    const volunteer = ["volunteer", "--until-idle", "--new-host", "--server", deployment.url];
    for (let i = 0; i < 3; i++) await runCommand(volunteer);
    await expect(page.getByRole("status")).toContainText("every unit has a result", { timeout: 30_000 });
    await expect(page.getByRole("region", { name: "The first rows of the results" }).getByRole("row")).toHaveCount(4);
  });

  await test.step("the table is downloaded, and its manifest says what to cite", async () => {
    const csv = await downloaded(page, "Download CSV");
    expect(csv.name).toMatch(/^b[a-z0-9]+\.csv$/);
    expect(csv.text.trimEnd().split("\n")).toHaveLength(4);
    await page.getByRole("button", { name: "Make the manifest" }).click();
    await expect(page.getByText(/^Three ranges\. Manyhands batch .* SHA-256 [0-9a-f]{64}, signed by did:key:/)).toBeVisible();
    await look(page, "finished", info);
    await page.getByRole("link", { name: "‹ Batches" }).click();
    await expect(page.getByRole("status")).toHaveText("1 batch, none running.");
    await look(page, "batches", info);
  });
  expect(errors).toEqual([]);
});

test("a key that may only look on is told so, and one that is revoked meanwhile opens nothing more", async ({ page }) => {
  const ben = await newResearcher(deployment, "Ben", "Looking on");
  const { batchId } = await ben.batch(GOOD);
  const made = await ben.send("POST", "keys", { name: "reader", scopes: ["blobs:write"] });
  const reader = (await made.json()) as { readonly key: string; readonly keyId: string };
  await signIn(page, reader.key);
  await expect(page.getByText("This key may not hand in")).toBeVisible();
  await expect(page.getByRole("link", { name: "New batch" })).toHaveCount(0);
  await page.goto(`${deployment.url}/research#/batches/${batchId}`);
  await expect(page.getByText("This key may not fetch results")).toBeVisible();
  await expect(page.getByRole("button", { name: "Pause" })).toHaveCount(0);

  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByLabel("Your key").fill(ben.key);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("button", { name: "Pause" })).toBeVisible();
  const cancel = page.getByRole("button", { name: "Cancel the batch" });
  await cancel.click();
  await page.getByRole("dialog", { name: "Cancel this batch for good?" }).getByRole("button", { name: "Keep it" }).click();
  await expect(cancel).toBeFocused();
  await withKey(deployment, deployment.operatorKey).send("DELETE", `keys/${ben.record.keyId}`);
  await page.getByRole("button", { name: "Pause" }).click();
  await expect(page.getByRole("alert")).toContainText("was revoked");
});

test("a large file with another table's columns is told so, though it is not read to its end", async ({ page }) => {
  await signIn(page, deployment.operatorKey);
  await page.getByRole("link", { name: "New batch" }).click();
  await expect(page.getByRole("cell", { name: /a whole number/ }).first()).toBeVisible();
  const buffer = Buffer.from("left,right\n".repeat(1_000_000));
  await page.getByLabel("Drop a CSV or an NDJSON file here").setInputFiles({ name: "other.csv", mimeType: "text/csv", buffer });
  await expect(page.getByRole("status")).toContainText("other.csv: 0 rows read, and not to its end");
  await expect(page.getByRole("region", { name: "Problems of the file" })).toContainText("the column is missing");
});
