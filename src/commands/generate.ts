import { join, relative, resolve } from "node:path";
import type { Format } from "../config/choices.ts";
import { checkOutput } from "../config/path-limits.ts";
import { UserError } from "../errors.ts";
import type { Plan } from "../plan/schema.ts";
import { openPublication, type PlanFile, type Publication } from "../publish/publish.ts";
import { failureLine } from "../render/check/line.ts";
import type { CheckReport } from "../render/check/report.ts";
import type { GeneratorInput } from "../render/classic.ts";
import { loadRenderer, type Renderer } from "../render/renderer.ts";
import { chooseExitStatus, type ExitStatus } from "../runtime/exit-status.ts";
import type { Host } from "../runtime/host.ts";
import { onInterrupt } from "../runtime/interrupt.ts";
import { assess } from "./assess.ts";
import { buildReport } from "./judge-plan.ts";
import { withChanges } from "./previous.ts";
import { printText } from "./print-text.ts";
import { openProject, type PlanOptions, type Project } from "./project.ts";
import { listStoredAnswers } from "./stored-answers.ts";
import { loadTemplate, templateFormats } from "./template.ts";
import type { Outcome } from "./with-notification.ts";

/** `retrain-plan generate`: writes the plan, or prints it with `--dry-run`. */
export async function generate(host: Host, options: PlanOptions): Promise<ExitStatus> {
  const { notifyUrl, dryRun } = options;
  const address = notifyUrl ?? host.env.RETRAIN_PLAN_NOTIFY_URL;
  if (!address || dryRun) return (await produce(host, options)).status;
  if (options.offline) {
    host.stderr.write("retrain-plan: no service is notified because of --offline\n");
    return (await produce(host, options)).status;
  }
  const [{ notified }, { namedServer, readProxies }] = await Promise.all([
    import("./with-notification.ts"),
    import("../trust/server.ts"),
  ]);
  const by = notifyUrl === undefined ? "RETRAIN_PLAN_NOTIFY_URL" : "--notify-url";
  return notified(namedServer(by, address, readProxies(host.env)), host, () =>
    produce(host, options),
  );
}

async function produce(host: Host, options: PlanOptions): Promise<Outcome> {
  const project = await openProject(options, host);
  const { directory, template, formats = templateFormats(template) } = project.config.output;
  if (options.ifChanged && !formats.includes("json")) {
    throw new UserError(
      "--if-changed compares with the last plan's JSON, which --format leaves out",
      {
        hint: "add json to the formats",
      },
    );
  }
  const { plan, path, summary } = options.dryRun
    ? await print(project, oneFormat(options.format), directory, options, host)
    : await write(project, formats, directory, options, host);
  const report = buildReport(plan, options.failOn ?? [], null, project, host);
  if (host.env.GITHUB_ACTIONS === "true") {
    // Before any text: what it says cannot keep an annotation from being read.
    const { tellGitHub } = await import("./github.ts");
    await tellGitHub(host, project, report, { annotate: !options.dryRun });
  }
  printText(host, summary);
  for (const line of options.quiet ? quietLine(report, path, project, host) : lines(report)) {
    host.stderr.write(`${line}\n`);
  }
  return { status: chooseExitStatus(report), problem: report.unjudged, plan, path };
}

/** A line for each rule that does not hold, and one for what could not be judged. */
function lines({ rules, unjudged }: CheckReport): string[] {
  const failed = rules.flatMap((rule) => failureLine([rule]) ?? []);
  return unjudged === null ? failed : [...failed, `retrain-plan: ${unjudged}`];
}

/** One line for all of them, and where to read on: from elsewhere, as cron's mails are, by the whole path. */
function quietLine(
  { rules, unjudged }: CheckReport,
  path: string | null,
  { cwd }: Project,
  host: Host,
): string[] {
  const failed = failureLine(rules);
  const line =
    unjudged === null ? failed : `${failed === null ? "retrain-plan:" : `${failed};`} ${unjudged}`;
  if (line === null || path === null) return line === null ? [] : [line];
  const location = resolve(cwd, path);
  const near = relative(host.cwd, location);
  return [`${line}; see ${near.startsWith("..") ? location : near}`];
}

interface Written extends Omit<Outcome, "status" | "problem"> {
  /** The summary for the terminal; empty with `--quiet`, and if the plan was printed. */
  readonly summary: string;
}

function oneFormat(formats: readonly Format[] = ["md"]): Format {
  const [format, second] = formats;
  if (format === undefined || second !== undefined) {
    throw new UserError(`--dry-run prints one format, not ${formats.join(", ")}`, {
      hint: "name one with --format",
    });
  }
  return format;
}

async function print(
  project: Project,
  format: Format,
  directory: string,
  options: PlanOptions,
  host: Host,
): Promise<Written> {
  const { render } = await loadDocument(project, format);
  const plan = await compared(project, resolve(project.cwd, directory), options);
  host.stdout.write(render(plan));
  return { plan, path: null, summary: "" };
}

async function write(
  project: Project,
  formats: readonly Format[],
  directory: string,
  options: PlanOptions,
  host: Host,
): Promise<Written> {
  if (options.out === undefined && !options.allowOutside) checkOutput(directory, project.cwd);
  // Before the long work, so that a bad path fails at once.
  const documents = await Promise.all(formats.map((format) => loadDocument(project, format)));
  const output = resolve(project.cwd, directory);
  // Before the lock is taken: a signal in between would leave it behind.
  let publication: Publication | undefined;
  const release = onInterrupt(() => publication?.discard());
  try {
    publication = await openPublication(output, {
      waitMs: options.wait ?? WAIT_MS,
      keep: project.config.output.keep,
    });
    const plan = await compared(project, output, options);
    const pathIn = (name: string, files: readonly PlanFile[]) =>
      relative(project.cwd, join(output, name, files[0]?.name ?? ""));
    const listFiles = (of: Plan) =>
      documents.map(
        ({ format, render }): PlanFile => ({ name: `retrain_plan.${format}`, text: render(of) }),
      );
    if (options.ifChanged) {
      const { isUnchanged, readLast } = await import("./unchanged.ts");
      const last = readLast(output, project);
      if (last !== null) {
        // It was compared with the plan before it, which may be gone.
        const remade = {
          ...(await assess({ ...project, now: last.now }, { git: last.git })),
          changes: last.changes,
        };
        if (isUnchanged(last, remade, listFiles(remade), plan)) {
          const since = remade.metadata.generated_at;
          const summary = options.quiet ? "" : `Unchanged since ${since}\n`;
          return { plan, path: pathIn("latest", last.files), summary };
        }
      }
    }
    const files = listFiles(plan);
    const name = await publication.publish([...files, ...listStoredAnswers(project)], project.now);
    let summary = "";
    if (!options.quiet) {
      const place = relative(host.cwd, join(output, name));
      const paths = files.map((file) => join(place, file.name));
      const [{ renderSummary }, { screenFor: openScreen }] = await Promise.all([
        import("../render/summary.ts"),
        import("../render/screen.ts"),
      ]);
      summary = renderSummary(plan, paths, openScreen(host, options.color));
    }
    return { plan, path: pathIn(name, files), summary };
  } finally {
    release();
    publication?.discard();
  }
}

/** The plan, with what has changed since the last one. */
async function compared(project: Project, output: string, options: PlanOptions): Promise<Plan> {
  return withChanges(await assess(project), project, output, options.previous);
}

/** Two runs that were started together both get through. */
const WAIT_MS = 60_000;

/** Reads the template and loads the renderer, so that what is wrong with either fails at once. */
async function loadDocument(project: Project, format: Format): Promise<Document> {
  const template = await loadTemplate(project.config.output.template, format, project);
  const isClassic = template?.name === "classic.md.hbs";
  const filled = isClassic ? { ...template, generator: await generatorInput(project) } : template;
  return { format, render: await loadRenderer(format, filled) };
}

async function generatorInput(project: Project): Promise<GeneratorInput> {
  const { readGeneratorInput } = await import("./read-generator-input.ts");
  return readGeneratorInput(project);
}

interface Document {
  format: Format;
  render: Renderer;
}
