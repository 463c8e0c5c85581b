import { existsSync, rmSync, writeFileSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";
import { SOURCE_ROLES } from "../config/choices.ts";
import { CONFIG_FILES } from "../config/load.ts";
import { type ConfigInput, configSchema, listAlertFiles } from "../config/schema.ts";
import { shortStarter } from "../config/short-starter.ts";
import { starter } from "../config/starter.ts";
import { errorMessage, UserError } from "../errors.ts";
import {
  type EvidentData,
  type EvidentEntry,
  type EvidentSource,
  evidentData,
} from "../inventory/evident.ts";
import type { DataSet } from "../inventory/schema.ts";
import { LOOKED_IN } from "../inventory/search.ts";
import { oneLine } from "../render/escape.ts";
import { pointerText } from "../render/pointer-text.ts";
import type { ExitStatus } from "../runtime/exit-status.ts";
import type { Host } from "../runtime/host.ts";
import { count, sampleCount } from "../text/quantity.ts";
import { createZone } from "../time/instant.ts";
import { globFiles } from "../trust/glob-paths.ts";
import { offer } from "../validation/mlflow/choose.ts";
import { parseTrackingUri } from "../validation/mlflow/tracking-uri.ts";
import { readEvidence } from "../validation/read.ts";
import { foundSources } from "./found-sources.ts";
import { openTracking } from "./open-tracking.ts";
import type { CommonOptions } from "./project.ts";
import { readHistory } from "./read-history.ts";
import { readRoleEvidence } from "./read-roles.ts";
import { collectSearchRules } from "./search-rules.ts";

/** `retrain-plan init`: writes a configuration that names what is on disk. */
export async function init(
  host: Host,
  options: CommonOptions & { force?: boolean; full?: boolean },
): Promise<ExitStatus> {
  const cwd = resolve(host.cwd, options.cwd ?? ".");
  const file = options.config ?? "retrain-plan.yaml";
  if (/\.json$/i.test(file)) {
    throw new UserError(`${file}: what init writes is YAML with comments`, {
      hint: "name a file that ends in .yaml or .yml",
    });
  }
  const rivals = options.config === undefined ? CONFIG_FILES : [file];
  const existing = rivals.filter((name) => existsSync(resolve(cwd, name)));
  if (existing.length > 0 && !options.force) {
    const verb = existing.length === 1 ? "exists" : "exist";
    throw new UserError(`${existing.join(" and ")} ${verb}`, { hint: "replace with --force" });
  }
  const { found, remarks, report, folders } = await lookAround(cwd, options, host);
  const text = options.full
    ? starter([...schemaModeline(cwd, file), ...MEANING], found, remarks)
    : shortStarter([...schemaModeline(cwd, file), SHORT], found, remarks, folders);
  try {
    writeFileSync(resolve(cwd, file), text);
    // Two configurations at once are an error.
    for (const name of existing) if (name !== file) rmSync(resolve(cwd, name));
  } catch (error) {
    throw new UserError(`${file}: cannot be written: ${errorMessage(error)}`, {
      hint: "correct --cwd, or make the directory writable",
      cause: error,
    });
  }
  if (options.quiet) return 0;
  const directory = relative(host.cwd, cwd);
  const lines = [
    `${wrote(file, existing)}. Found:`,
    ...report.map((line) => `  ${line}`),
    "Next:",
    ...(directory === "" ? [] : [`  cd ${directory}`]),
    found.sources ? "  retrain-plan generate" : `  name your data in ${file}, under \`sources\``,
  ];
  host.stdout.write(lines.map((line) => `${oneLine(line)}\n`).join(""));
  return 0;
}

function wrote(file: string, existing: readonly string[]): string {
  const others = existing.filter((name) => name !== file);
  if (others.length > 0) return `Wrote ${file}, in place of ${others.join(" and ")}`;
  return existing.length > 0 ? `Replaced ${file}` : `Wrote ${file}`;
}

const SHORT = "Found by `retrain-plan init`; `retrain-plan init --full --force` shows every key.";
const MEANING = [
  "",
  "What `retrain-plan init` found is active. Lines with one # show defaults; lines with two #, `model`",
  "and `metrics` show examples.",
];

/** Where an editor finds the schema, if it is there. */
function schemaModeline(cwd: string, file: string): string[] {
  const schema = [
    "node_modules/retrain-plan/dist/retrain-plan.schema.json",
    "retrain-plan.schema.json",
  ].find((path) => existsSync(resolve(cwd, path)));
  const path = schema && relative(dirname(resolve(cwd, file)), resolve(cwd, schema));
  return path === undefined
    ? [
        "To be completed by an editor: `retrain-plan schema > retrain-plan.schema.json`, and then",
        'the first line "# yaml-language-server: $schema=./retrain-plan.schema.json".',
      ]
    : [`yaml-language-server: $schema=${path.startsWith("..") ? path : `./${path}`}`];
}

/** What lies on disk: as a configuration, as comments in it, and as lines for the terminal. */
interface Look {
  readonly found: ConfigInput;
  readonly remarks: Record<string, string>;
  readonly report: string[];
}

async function lookAround(cwd: string, { timezone, quiet, offline }: CommonOptions, host: Host) {
  const look: Look = { found: timezone === undefined ? {} : { timezone }, remarks: {}, report: [] };
  const zone = createZone(timezone ?? "UTC");
  const config = configSchema.parse({});
  const tracking = parseTrackingUri(host.env.MLFLOW_TRACKING_URI, cwd);
  const terminal = quiet || !host.stderr.isTTY ? null : host.stderr;
  const access = openTracking(host, terminal, offline ?? false);
  const evidence = await readRoleEvidence({ cwd, tracking, access });
  const data = await evidentData(cwd, zone, collectSearchRules(config), evidence);
  const sources = data.sources.filter(({ isRepeat }) => !isRepeat);
  addData(look, sources, data.notHere);
  for (const { path } of data.sources.filter(({ isRepeat }) => isRepeat)) {
    look.report.push(`${path}: skipped: all of its contents are already counted`);
  }
  addValidation(look, cwd);
  const named = tracking?.kind === "store" ? [tracking.path] : [];
  const query = { cwd, now: host.now(), zone, config: config.validation, tracking, access, named };
  addMetrics(look, await foundSources(query));
  addHistory(look, await readHistory({ ...query, config }));
  const { notes = [], problems, unchosen = [], elsewhere } = await readEvidence(query);
  const ofServer = problems.filter(({ path }) => isServer(path));
  for (const { path, problem } of [...notes, ...ofServer]) look.report.push(`${path}: ${problem}`);
  if (elsewhere !== undefined) {
    const { tool, path } = elsewhere;
    const entry = `{tool: ${tool}, path: ${path}}`;
    look.report.push(`${path}: metrics, not read; name them under validation.sources: ${entry}`);
  }
  for (const each of unchosen.filter(({ path }) => isServer(path))) {
    look.report.push(`${each.path}: none is known to be this model's of ${offer(each)}`);
  }
  return { ...look, folders: sources.map(({ path }) => path) };
}

function isServer(path: string): boolean {
  return path.includes("://");
}

function addData(
  { found, remarks, report }: Look,
  sources: readonly EvidentSource[],
  notHere: EvidentData["notHere"],
): void {
  // A folder that holds no data is no place of it: it may lie elsewhere.
  const entries = sources.flatMap(({ entries: own, inventory }) =>
    inventory.files > 0 ? own : own.filter(({ sets }) => sets.length > 0),
  );
  if (entries.length > 0) {
    found.sources = entries.map(({ path, include, role, timeColumn }) => ({
      path,
      ...(role !== null && { role }),
      ...(include !== undefined && { include: [...include] }),
      ...(timeColumn !== undefined && { time_column: timeColumn }),
    }));
  } else {
    remarks.sources = "No data was found: name your own directories.";
    const where = notHere.length > 0 ? " on this machine" : "";
    report.push(`no data${where}; looked in ${LOOKED_IN.join(", ")}`);
  }
  for (const pointer of notHere) report.push(`not here: ${pointerText(pointer)}`);
  for (const [index, { role, sets }] of entries.entries()) {
    remarks[`sources.${index}.path`] = describeSize(sets);
    if (role !== null) remarks[`sources.${index}.role`] = sets[0]?.role_by ?? "";
    else if (sets.length > 0) remarks[`sources.${index}.role`] = UNKNOWN_ROLE;
  }
  for (const source of sources) {
    const [only, ...others] = source.entries;
    const whole = describe(source);
    if (others.length > 0) {
      const lines = source.entries.map((each) => `  ${describePlace(each)}${describeRole(each)}`);
      report.push(`${source.path}: ${whole}`, ...lines);
      continue;
    }
    if (only !== undefined && entries.includes(only)) {
      remarks[`sources.${entries.indexOf(only)}.path`] = whole;
    }
    report.push(`${source.path}: ${whole}${describeRole(only)}`);
  }
}

function addValidation({ found, remarks, report }: Look, cwd: string): void {
  const { runs, alerts } = configSchema.parse({}).validation;
  for (const [key, noun, patterns] of [
    ["runs", "validation result", runs],
    ["alerts", "alert", listAlertFiles(alerts)],
  ] as const) {
    const files = globFiles(patterns, cwd);
    if (files.length > 0) found.validation = { ...found.validation, [key]: patterns };
    remarks[`validation.${key}`] = `Globs; ${count(files.length, noun)} found.`;
    report.push(`${count(files.length, noun)} (${patterns.join(", ")})`);
  }
}

function addMetrics(
  { found, remarks, report }: Look,
  metrics: Awaited<ReturnType<typeof foundSources>>,
): void {
  if (metrics.length === 0) return;
  const sources = metrics.map(({ source: { tool, path, url, experiment } }) =>
    url === undefined ? { tool, path } : { tool, url, experiment },
  );
  found.validation = { ...found.validation, sources };
  for (const [i, { source, holds }] of metrics.entries()) {
    remarks[`validation.sources.${i}.${source.url === undefined ? "path" : "url"}`] = holds;
    const place = source.url === undefined ? source.path : `${source.url}, ${source.experiment}`;
    report.push(`${place}: ${holds} (${source.tool})`);
  }
}

/** A table of trainings, if it is the only one. */
function addHistory(
  { found, remarks, report }: Look,
  history: Awaited<ReturnType<typeof readHistory>>,
): void {
  const [table, ...tables] = history === null || history.isTracked ? [] : history.files;
  if (history === null || table === undefined) return;
  if (tables.length > 0 || history.runs.length === 0) return;
  found.requirements = { history: { path: table } };
  remarks["requirements.history.path"] = count(history.runs.length, "training");
  report.push(`${table}: ${count(history.runs.length, "training")}`);
}

const UNKNOWN_ROLE = `role not known; one of ${SOURCE_ROLES.join(", ")}`;

function describePlace({ path, include }: EvidentEntry): string {
  return include === undefined ? path : `${path}/${include.join(", ")}`;
}

function describeRole(entry: EvidentEntry | undefined): string {
  if (entry === undefined || entry.sets.length === 0) return "";
  const { role, sets } = entry;
  return role === null ? ", role unknown" : `, ${role} (${sets[0]?.role_by})`;
}

function describeSize(sets: readonly DataSet[]): string {
  const samples = sets.reduce((sum, set) => sum + (set.samples ?? 0), 0);
  const files = count(
    sets.reduce((sum, set) => sum + set.files, 0),
    "file",
  );
  return sets.every(({ here }) => here)
    ? `${files}, ${sampleCount(samples)}`
    : `${files}, not here`;
}

function describe({ inventory, problem }: EvidentSource): string {
  const { files, samples, event_time } = inventory;
  const uncounted = samples.uncounted_files;
  return [
    count(files, "file"),
    sampleCount(samples.counted),
    ...(uncounted > 0
      ? [`${count(uncounted, "file")} not counted${problem === undefined ? "" : ` (${problem})`}`]
      : []),
    `event time ${event_time === null ? "unknown" : `by ${event_time.source}`}`,
  ].join(", ");
}
