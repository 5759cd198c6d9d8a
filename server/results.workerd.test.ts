/** Results of the built server: in all formats, chosen, resumed, partial. */
import { parquetReadObjects } from "hyparquet";
import { afterAll, beforeAll, expect, test } from "vitest";
import { madeUp, unitsOf } from "../e2e/support/api-host.ts";
import { type Deployment, startDeployment } from "../e2e/support/deployment.ts";
import { type ResultRow, resultRowSchema } from "../protocol/messages.ts";
import { problemKind, problemSchema } from "../protocol/problem.ts";

const UNITS = 2_500;
/** Decided before the rest. */
const FIRST = 2_200;

let deployment: Deployment;
let results: string;

beforeAll(async () => {
  deployment = await startDeployment();
  const rows = Array.from({ length: UNITS }, (_, i) => `332192831,${1 + i * 1_000},1000`);
  const { batchId } = await deployment.submitRows(rows, { name: "results" });
  results = `${deployment.url}/api/v1/batches/${batchId}/results`;
});
afterAll(() => deployment.close());

const get = (query: Record<string, string> | [string, string][] = {}): Promise<Response> =>
  fetch(`${results}?${new URLSearchParams(query)}`, { headers: { authorization: `Bearer ${deployment.operatorKey}` } });

async function rowsOf(query: Record<string, string> | [string, string][]): Promise<ResultRow[]> {
  const text = await (await get(query)).text();
  return text === ""
    ? []
    : text
        .trimEnd()
        .split("\n")
        .map((line) => resultRowSchema.parse(JSON.parse(line)));
}

async function work(hosts: number, units: number): Promise<void> {
  for (let i = 0; i < hosts; i++) {
    const host = await deployment.trustedHost();
    for (let done = 0; done < units;) {
      const leases = await host.lease(Math.min(500, units - done));
      if (leases.length === 0) break;
      for (const lease of leases) {
        await host.report(
          lease,
          unitsOf(lease).map((unit) => madeUp(unit, unit === 3 ? 2 ** 53 : unit)),
        );
        done += lease.inputs.length;
      }
    }
  }
}

test("F1 before anything is decided there are no rows, in any format", async () => {
  expect(await rowsOf({})).toEqual([]);
  expect((await (await get({ format: "csv" })).text()).split("\n")).toHaveLength(2);
  expect(await parquetReadObjects({ file: await (await get({ format: "parquet" })).arrayBuffer() })).toEqual([]);
});

test("F1 a running batch gives what is decided so far, and a download goes on behind the last unit that came", async () => {
  await work(2, FIRST);
  const partial = await rowsOf({});
  expect(partial).toHaveLength(FIRST);
  await work(2, UNITS - FIRST);
  const rest = await rowsOf({ after: String(partial.at(-1)?.unit) });
  expect([...partial, ...rest].map(({ unit }) => unit)).toEqual(Array.from({ length: UNITS }, (_, i) => i));
  const csv = await (await get({ format: "csv" })).text();
  const [head, tail] = [
    await (await get({ format: "csv", limit: "2100" })).text(),
    await (await get({ format: "csv", after: "2099" })).text(),
  ];
  expect(head + tail).toBe(csv);
});

test("F2 rows are chosen by state and by fields, and only so many", async () => {
  const where: [string, string][] = [
    ["where", "output.residueSum:ge:2400"],
    ["where", "input.kStart:lt:2450001"],
  ];
  expect((await rowsOf(where)).map(({ unit }) => unit)).toEqual([3, ...Array.from({ length: 50 }, (_, i) => 2_400 + i)]);
  expect(await rowsOf([...where, ["limit", "2"]])).toHaveLength(2);
  expect(await rowsOf({ state: "failed" })).toEqual([]);
  expect(await rowsOf({ where: "output.factors.length:gt:0" })).toEqual([]);
});

test("F2 a filter that is none is refused with what was expected, before the first byte", async () => {
  const problem = problemSchema.parse(await (await get({ where: "output.total:eq:1" })).json());
  expect(problemKind(problem)).toBe("invalid-request");
  expect(problem.errors).toEqual([{ field: "where", value: "output.total:eq:1", expected: expect.stringContaining("output.residueSum") }]);
  expect((await get({ where: "unit:eq:1", wehre: "unit:eq:1" })).status).toBe(400);
});

test("F3 CSV, NDJSON and Parquet of one batch agree, to the last digit", async () => {
  const answer = await get({ format: "parquet" });
  expect(answer.headers.get("content-type")).toBe("application/vnd.apache.parquet");
  const parquet = (await parquetReadObjects({ file: await answer.arrayBuffer() })) as Record<
    string,
    string | number | bigint | null | bigint[]
  >[];
  const csv = (await (await get({ format: "csv" })).text()).trimEnd().split("\n");
  const names = (csv[0] ?? "").split(",");
  expect(Object.keys(parquet[0] ?? {})).toEqual(names);
  const cell = (value: string | number | bigint | null | bigint[]): string =>
    Array.isArray(value) ? value.join(" ") : String(value ?? "");
  expect(parquet.map((row) => names.map((name) => cell(row[name] ?? null)).join(","))).toEqual(csv.slice(1));
  expect(parquet[3]).toMatchObject({ unit: 3n, "output.residueSum": 9007199254740992n, "input.kStart": "3001", "output.factors": [] });
  const ndjson = await rowsOf({});
  expect(ndjson.map(({ output }) => output?.["residueSum"])).toEqual(parquet.map((row) => String(row["output.residueSum"])));
});
