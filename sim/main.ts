/**
 * Measures trust: the real client and the real cell, on simulated clocks, lines and disks, with liars among the hosts.
 *
 *     npm run -s sim -- [--json] [--units N] [--hosts N] [--worlds N] [--class CLASS] [--share PCT] [--seed N]
 *
 * Nothing is random but the seed: the same seed gives the same worlds.
 */
import { Command, InvalidArgumentError, Option } from "commander";
import { environment, type Metric, note, printReport } from "../bench/report.ts";
import type { Assurance } from "../protocol/messages.ts";
import { commitSeed } from "./seeds.ts";
import { measureSpeed } from "./speed.ts";
import { CHEATS, CLASSES, SHARES, type Share, studiesOf } from "./studies.ts";
import { type Outcome, runStudy, totalsOf } from "./study.ts";
import { lineOf, tableOf } from "./table.ts";

interface Options {
  readonly json: boolean;
  readonly units: number;
  readonly worlds: number;
  readonly hosts?: number;
  readonly class?: Assurance;
  readonly share?: Share;
  readonly seed: number;
}

const options = new Command("sim")
  .description("Measures what each class of assurance is worth against liars of every kind.")
  .option("--json", "nothing but the report on stdout", false)
  .option("--units <n>", "units of a world", wholeNumber, 60_000)
  .option("--hosts <n>", "hosts of a world (default: one for each thousand units, within bounds)", wholeNumber)
  .option("--worlds <n>", "worlds of each kind, with seeds that follow each other", wholeNumber, 1)
  .addOption(new Option("--class <class>", "this class only").choices([...CLASSES]))
  .addOption(new Option("--share <pct>", "this share of liars only").choices(SHARES.map(String)).argParser(Number))
  .option("--seed <n>", "the first seed (default: from the commit)", wholeNumber, commitSeed())
  .parse()
  .opts<Options>();

const seeds = Array.from({ length: options.worlds }, (_, i) => (options.seed + i) >>> 0);
const outcomes = studies().map((study) => {
  const outcome = runStudy(study, options.units, seeds, options.hosts);
  note(`${lineOf(outcome).join(" | ")} | ${outcome.seconds.toFixed(1)} s`);
  return outcome;
});
const speed = measureSpeed(options.seed);

const report = {
  metrics: metricsOf(),
  environment: environment({ seed: options.seed, worlds: options.worlds, unitsPerWorld: options.units }),
};
if (!options.json) console.log(`${tableOf(outcomes)}\n`);
printReport(report, options.json);

function studies() {
  return studiesOf(options.class === undefined ? CLASSES : [options.class], options.share === undefined ? SHARES : [options.share]);
}

function metricsOf(): Metric[] {
  const classes = CLASSES.filter((assurance) => outcomes.some(({ study }) => study.assurance === assurance));
  const metrics = classes.flatMap((assurance) => SHARES.flatMap((share) => trustMetrics(assurance, share)));
  const cheats = outcomes.filter(({ study: { assurance, attack } }) => assurance === "adaptive" && CHEATS.includes(attack));
  const gains = cheats.flatMap(({ gain }) => (gain === null ? [] : [gain]));
  if (gains.length > 0)
    metrics.push({ name: "trust.cheatThenHonest.gain", value: Math.max(...gains), unit: "of an honest host's credit", baseline: 1 });
  return [...metrics, { name: "sim.resultsPerSecond", value: speed, unit: "results/s" }];
}

/** Over all adversaries of a class at one strength. */
function trustMetrics(assurance: Assurance, share: Share): Metric[] {
  const some: Outcome[] = outcomes.filter(({ study }) => study.assurance === assurance && study.share === share);
  if (some.length === 0) return [];
  const totals = totalsOf(some);
  const metric = (name: string, value: number, unit: string): Metric => ({ name: `trust.${assurance}.${name}.${share}pct`, value, unit });
  return [
    metric("replication", totals.lateReplication, "results/unit"),
    metric("replicationFromTheStart", totals.replication, "results/unit"),
    metric("wrong", totals.wrongShare, "of validated units"),
    metric("poor", totals.poor / totals.units, "of units"),
    metric("stolen", totals.stolenShare, "of credit"),
  ];
}

function wholeNumber(text: string): number {
  const value = Number(text.replaceAll("_", ""));
  if (!Number.isSafeInteger(value) || value < 1) throw new InvalidArgumentError("a whole number from 1 on");
  return value;
}
