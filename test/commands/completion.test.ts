import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildProgram, run } from "../../src/cli/run.ts";
import { bashScript } from "../../src/completion/bash.ts";
import { fishScript } from "../../src/completion/fish.ts";
import { type Grammar, readGrammar } from "../../src/completion/grammar.ts";
import { zshScript } from "../../src/completion/zsh.ts";
import { fakeHost } from "../support/host.ts";

const SHELLS = ["bash", "zsh", "fish"] as const;
type Shell = (typeof SHELLS)[number];

/** What is typed, and what a shell offers then: sorted, without what a list has already. */
const CASES: [typed: string, offered: string[]][] = [
  ["gen", ["generate"]],
  ["s", ["scan", "schedule", "schema"]],
  ["check --f", ["--fail-on", "--format", "--full-every"]],
  ["templates ej", ["eject"]],
  ["help comp", ["completion"]],
  ["completion ", ["bash", "fish", "zsh"]],
  ["completion bash ", []],
  ["schema ", ["config", "plan", "scan"]],
  ["scan --f", ["--files", "--format"]],
  ["scan --by ", ["day", "week"]],
  ["scan --since ", []],
  ["generate --cadence ", ["auto", "biweekly", "daily", "monthly", "weekly"]],
  ["generate --cadence=m", ["monthly"]],
  ["generate --cadence=", ["auto", "biweekly", "daily", "monthly", "weekly"]],
  ["check --quiet --format ", ["github", "gitlab", "json", "junit", "md", "text"]],
  ["schedule --cwd=data --format ", ["csv", "ics", "json", "table"]],
  ["generate --fail-on u", ["unknown", "unreadable", "urgent"]],
  ["generate --format md,h", ["html"]],
  ["generate --now ", []],
  ["generate --cwd ", ["data"]],
  ["generate --out d", ["data"]],
  ["generate --config re", ["retrain.yaml"]],
  ["generate --template re", ["retrain.yaml"]],
  ["scan data re", ["retrain.yaml"]],
  // A path that is called like a command is no command.
  ["scan schema --fo", ["--format"]],
];

let scratch: string;
const scripts = {} as Record<Shell, string>;
beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), "completion-"));
  mkdirSync(join(scratch, "project/data"), { recursive: true });
  writeFileSync(join(scratch, "project/retrain.yaml"), "");
  for (const shell of SHELLS) {
    const { host, record } = fakeHost(scratch);
    expect(await run(["completion", shell], host)).toBe(0);
    scripts[shell] = join(scratch, `_retrain-plan.${shell}`);
    writeFileSync(scripts[shell], record.stdout);
  }
});
afterAll(() => rmSync(scratch, { recursive: true }));

const OFFERS: Record<Shell, (lines: string[]) => string[][]> = {
  bash: (lines) => lines.map(bashOffer),
  zsh: zshOffers,
  fish: (lines) => lines.map(fishOffer),
};

describe.each(SHELLS.map((shell) => [shell, isThere(shell)] as const))("%s", (shell, there) => {
  test.skipIf(!there)(`takes the script (skipped where ${shell} is absent)`, () => {
    execFileSync(shell, ["-n", scripts[shell]]);
  });

  test.skipIf(!there)(`offers what fits (skipped where ${shell} is absent)`, () => {
    const offered = OFFERS[shell](CASES.map(([typed]) => `retrain-plan ${typed}`));
    expect(CASES.map(([typed], index) => [typed, plain(offered[index] ?? [], typed)])).toEqual(
      CASES,
    );
  });

  test.skipIf(!there)(`takes any description (skipped where ${shell} is absent)`, () => {
    const odd = new Command("odd").description("a");
    odd.command("it's").description(`it's "$HOME" \`id\` [x]: 100% \\ | (y)`);
    odd.command("one").option("-f, --flag <value:x>", `'a' "b" [c]: \\ $(id)`);
    const script = { bash: bashScript, zsh: zshScript, fish: fishScript }[shell](readGrammar(odd));
    const file = join(scratch, `odd.${shell}`);
    writeFileSync(file, script);
    execFileSync(shell, ["-n", file]);
  });
});

test("bash keeps what a list has already", () => {
  expect(bashOffer("retrain-plan check --fail-on unknown,ur")).toEqual(["unknown,urgent"]);
});

test("every command and every flag is in every script", () => {
  const program = buildProgram(fakeHost(scratch).host, () => {});
  const words = (grammar: Grammar): string[] => [
    ...grammar.flags.flatMap((flag) => flag.names.map((name) => name.replace(/^-+/, ""))),
    ...grammar.commands.flatMap((child) => [child.line.split(" ").at(-1) ?? "", ...words(child)]),
  ];
  const all = new Set(words(readGrammar(program)));
  expect(all.size).toBeGreaterThan(30);
  for (const shell of SHELLS) {
    const script = readFileSync(scripts[shell], "utf8");
    const known = new Set(script.split(/[^\w-]+/).map((word) => word.replace(/^-+/, "")));
    expect([...all].filter((word) => !known.has(word))).toEqual([]);
  }
});

test("another shell is refused", async () => {
  const { host, record } = fakeHost(scratch);
  expect(await run(["completion", "tcsh"], host)).toBe(2);
  expect(record.stderr).toContain("bash, zsh, fish");
});

/** Without what differs from shell to shell: zsh offers flags where nothing else fits. */
function plain(offered: readonly string[], typed: string): string[] {
  const bare = offered.map((word) => word.replace(/^.*[,=]/, "").replace(/\/$/, ""));
  const wanted = bare.filter((word) => !word.startsWith("-") || /-\S*$/.test(typed));
  return [...new Set(wanted)].sort();
}

function isThere(shell: string): boolean {
  return spawnSync(shell, ["-c", "exit"]).error === undefined;
}

function options() {
  const env = { PATH: process.env.PATH, HOME: scratch, TERM: "dumb", LC_ALL: "C.UTF-8" };
  return { cwd: join(scratch, "project"), env, encoding: "utf8", timeout: 60_000 } as const;
}

function linesOf(text: string): string[] {
  return text.split("\n").filter(Boolean);
}

/** Calls the function as readline does, which takes `=` for a word of its own. */
function bashOffer(line: string): string[] {
  const words = line.split(/(=)| /).filter((word) => word !== undefined);
  const last = words.at(-1) ?? "";
  if (words.at(-2) === "=" && last === "") words.pop();
  const script = `source "$1"; shift; cur=$1; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
    _retrain_plan retrain-plan "$cur"; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const args = ["--norc", "-c", script, "bash", scripts.bash, last, ...words];
  return linesOf(execFileSync("bash", args, options()));
}

function fishOffer(line: string): string[] {
  const script = 'source $argv[1]; complete -C"$argv[2]"';
  const args = ["--no-config", "-c", script, "--", scripts.fish, line];
  return linesOf(execFileSync("fish", args, options())).map((row) => row.split("\t")[0] ?? "");
}

/** Types the lines into an interactive zsh, whose `compadd` is made to tell what it is given. */
function zshOffers(lines: string[]): string[][] {
  const found = join(scratch, "found");
  const setup = join(scratch, "setup.zsh");
  writeFileSync(
    setup,
    `PROMPT=
autoload -Uz compinit; compinit -u -D
source ${scripts.zsh}
typeset -a found
compadd() {
  if [[ \${@[1,(i)(-|--)]} == *-(O|A|D)\\ * ]]; then builtin compadd "$@"; return; fi
  local -a hits
  builtin compadd -A hits "$@"
  found+=($hits)
  builtin compadd "$@"
}
tell() { print -r -- "\${(j: :)\${(u)found}}" >> ${found}; found=(); comppostfuncs=(tell) }
comppostfuncs=(tell)
zstyle ':completion:*' insert-tab false
bindkey '^I' complete-word
bindkey '^U' kill-whole-line
print ready >> ${found}
`,
  );
  const driver = `zmodload zsh/zpty; zpty z zsh -f -i; zpty -w z "source $1"
    wait_for() { repeat 400; do zpty -r -t z junk; [[ -e $1 && $(wc -l < $1) -ge $2 ]] && return; sleep 0.05; done; exit 1 }
    out=$2; shift 2; n=1; wait_for $out 1
    for line; do zpty -w -n z "$line"$'\\t'; wait_for $out $((++n)); zpty -w -n z $'\\C-u'; done`;
  execFileSync("zsh", ["-f", "-c", driver, "zsh", setup, found, ...lines], options());
  const rows = readFileSync(found, "utf8").split("\n").slice(1, -1);
  return rows.map((row) => row.split(" ").filter(Boolean));
}
