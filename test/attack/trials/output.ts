import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import fc from "fast-check";
import { micromark } from "micromark";
import { gfm, gfmHtml } from "micromark-extension-gfm";
import { parseFragment } from "parse5";
import { run as runCommand } from "../../../src/cli/run.ts";
import type { Host } from "../../../src/runtime/host.ts";
import { terminalText } from "../../../src/text/terminal-text.ts";
import { fakeHost } from "../../support/host.ts";
import { SharedProcess } from "../shared-process.ts";
import type { Trial } from "../trial.ts";
import { writeFiles } from "../write-files.ts";

/** What is printed of hostile names and keys has no effect: on a terminal, on GitHub's runner, in a comment. */
export const trial: Trial = {
  name: "output",
  async run() {
    const failures: string[] = [];
    let tried = 0;
    const cwd = mkdtempSync(join(tmpdir(), "retrain-plan-attack-"));
    const asked = new Set<string>();
    const program = new SharedProcess(resolve("dist/bin.js"));
    try {
      for (const { files, words, texts } of attempts()) {
        tried += texts;
        rmSync(cwd, { recursive: true, force: true });
        writeFiles(cwd, { ...files, output: "", summary: "" });
        const command = words.join(" ");
        const printed = [await saidOfSources(words, cwd)];
        // The built program prints through the real streams: each command line is asked of it once.
        if (!asked.has(command)) printed.push(await saidOfProgram(program, words, cwd));
        asked.add(command);
        for (const each of printed) {
          failures.push(...effectsOf(words, each).map((found) => `${command}: ${found}`));
        }
      }
    } finally {
      program.end();
      rmSync(cwd, { recursive: true, force: true });
    }
    return { tried, failures };
  },
};

interface Attempt {
  readonly files: Readonly<Record<string, string>>;
  readonly words: readonly string[];
  /** How many hostile texts the files hold. */
  readonly texts: number;
}

/** Each means something to a terminal, to the runner, or to who reads Markdown. */
const PIECES = [
  ..."\u001b\u0007\u009b\u007f\u202e\u2066\u200f\u061c\u2028\r\n\t",
  ...[
    "\u001b[2J",
    "\u001b]0;x\u0007",
    "::error::x",
    "::stop-commands::x",
    "##[error]x",
    "##[stop-commands]x",
  ],
  ...["@team", "#1", "!1", "&1", "/close", " ", "  ", "x", "`", "|", "é", "::", "##["],
];

const FORMATS = ["text", "github", "gitlab", "md", "junit", "json"];

function* attempts(): Generator<Attempt> {
  const text = fc
    .array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 5 })
    .map((parts) => parts.join(""));
  const texts = [...PIECES, ...fc.sample(text, { numRuns: 200, seed: 14 })];
  const all = [...new Set(texts)];
  for (let from = 0; from < all.length; from += 40) {
    const some = all.slice(from, from + 40);
    const names = some.map((each, k) => `${each.replaceAll("/", "∕")}${k}`);
    const files = {
      // Ragged, or none that can be read, so that each is named.
      ...Object.fromEntries(
        names.map((name, k) => [`data/${name}.${k % 2 === 0 ? "csv" : "parquet"}`, "a,b\n1\n"]),
      ),
      "retrain-plan.yaml": JSON.stringify({
        model: { name: `${some[0]}x`, owner: `${some[1]}x` },
        gate: { rules: { max_unreadable: 0 } },
        metrics: Object.fromEntries(some.map((each) => [each, { floor: 1 }])),
        // Not of blanks alone: that would be an error.
        checklist: some.map((each) => ({ item: `${each}x` })),
      }),
    };
    for (const format of FORMATS) {
      const words = [
        "check",
        "--min-replay",
        "5",
        "--fail-on",
        "unreadable,unknown",
        "--format",
        format,
      ];
      yield { files, words, texts: some.length };
    }
    const generate = ["generate", "--min-replay", "5"];
    yield { files, words: [...generate, "--out", "out"], texts: some.length };
    yield { files, words: [...generate, "--dry-run", "--format", "md"], texts: some.length };
    yield { files, words: ["scan", "--files"], texts: some.length };
  }
  for (const each of all) {
    // Each is an error, which says the key, the path or the value.
    const wrong = [{ [each]: 1 }, { sources: [{ path: `${each}x` }] }, { timezone: each }];
    const config = wrong[all.indexOf(each) % wrong.length];
    yield {
      files: { "retrain-plan.yaml": JSON.stringify(config), "data/a.csv": "x\n1\n" },
      words: ["check"],
      texts: 1,
    };
  }
}

interface Printed {
  readonly stdout: string;
  readonly stderr: string;
}

/** What the sources print, as on GitHub: through the same function as the streams of the process. */
async function saidOfSources(words: readonly string[], cwd: string): Promise<Printed> {
  const printed = { stdout: "", stderr: "" };
  const output = (name: keyof Printed): Host["stdout"] => ({
    write: (text) => {
      printed[name] += terminalText(text, { isColoured: name === "stdout", isOnGitHub: true });
    },
    writeRaw: (text) => {
      printed[name] += text;
    },
    isTTY: false,
    columns: 80,
  });
  const { host } = fakeHost(cwd, { env: environmentOf(cwd) });
  await runCommand([...words, "--no-cache"], {
    ...host,
    randomToken: () => "0123456789abcdef".repeat(2),
    stdout: output("stdout"),
    stderr: output("stderr"),
  });
  return printed;
}

function saidOfProgram(
  program: SharedProcess,
  words: readonly string[],
  cwd: string,
): Promise<Printed> {
  return program.run([...words, "--no-cache", "--cwd", cwd], environmentOf(cwd));
}

function environmentOf(cwd: string) {
  return {
    GITHUB_ACTIONS: "true",
    GITHUB_OUTPUT: join(cwd, "output"),
    GITHUB_STEP_SUMMARY: join(cwd, "summary"),
  };
}

/** What has an effect in what was printed: nothing should. */
function effectsOf(words: readonly string[], { stdout, stderr }: Printed): string[] {
  const found: string[] = [];
  const unsafe = UNSAFE.exec(stdout + stderr);
  if (unsafe) found.push(`${JSON.stringify(unsafe[0])} is printed`);
  // A command of one word ends with an error; of the others, none may, or less would be tried.
  if ((words.length === 1 ? stderr : stdout) === "") found.push(`no output: ${stderr}`);
  // In either stream: the runner reads both as one.
  found.push(...commandsIn(stdout, true), ...commandsIn(stderr, false));
  if (words.includes("md")) found.push(...referencesIn(stdout));
  return found;
}

const UNSAFE = /\r(?!\n)|(?![\t\r\n])\p{Cc}|[\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/u;

/**
 * The commands that the runner takes from a stream, beside annotations that lie before the text and the two
 * around it. A text is searched although commands are stopped there.
 */
function commandsIn(text: string, isAnnotated: boolean): string[] {
  const lines = text.split(/\r?\n/);
  const stop = lines.findIndex((line) => /^::stop-commands::[0-9a-f]{32}$/.test(line));
  const token = lines[stop]?.slice("::stop-commands::".length);
  return lines.flatMap((line, k) => {
    if (isAnnotated && (k === stop || line === `::${token}::`)) return [];
    const isBefore = stop < 0 || k < stop;
    if (
      isAnnotated &&
      isBefore &&
      /^::(error|warning|notice) (file=[^:,]*,)?title=retrain-plan/.test(line)
    ) {
      return [];
    }
    return /^\s*::|##\[/.test(line) ? [`a command: ${JSON.stringify(line)}`] : [];
  });
}

/** What GitHub or GitLab would take for a reference, in text that is no code, or for a quick action. */
function referencesIn(markdown: string): string[] {
  const html = micromark(markdown, { extensions: [gfm()], htmlExtensions: [gfmHtml()] });
  const found: string[] = [];
  const visit = (node: object): void => {
    if ("tagName" in node && node.tagName === "code") return;
    const value = "value" in node ? `${node.value}` : "";
    const reference = /(?<![A-Za-z0-9])@[\w-]|[#!&]\d/.exec(value);
    if (reference) found.push(`a reference: ${reference[0]}`);
    for (const child of "childNodes" in node ? (node.childNodes as object[]) : []) visit(child);
  };
  visit(parseFragment(html));
  if (/^\/\w/m.test(markdown)) found.push("a quick action");
  return found;
}
