import { spawnSync } from "node:child_process";

/**
 * The words of each command, as a shell reads them; null if it cannot read the command.
 *
 * @example shellWords(["a 'b c'", "'"]) // [["a", "b c"], null]
 */
export function shellWords(commands: readonly string[], shell = "bash"): (string[] | null)[] {
  return answersOf(
    shell,
    'for command; do (eval "set -- $command" && printf "%s\\0" $# "$@") || printf "none\\0"; done',
    commands,
  );
}

/**
 * The arguments that each script passes to the program that it installs. Each script runs in its own empty
 * directory, which is also its RUNNER_TEMP.
 *
 * @returns for a script that fails, calls npx, installs into a used directory or calls another program, null
 */
export function installedWords(
  scripts: readonly string[],
  env: Readonly<Record<string, string>>,
): (string[] | null)[] {
  // Installs a program that prints what it is given.
  const script = String.raw`
    npx() { return 1; }
    npm() {
      [ "$1 $2 $4" = "install --prefix --ignore-scripts" ] || return 1
      [ ! -e "$3/node_modules" ] || return 1
      mkdir -p "$3/node_modules/.bin"
      ln "$TMPDIR/program" "$3/node_modules/.bin/retrain-plan"
    }
    export TMPDIR=$(mktemp -d)
    { echo '#!/bin/sh'; echo 'printf "%s\0" $# "$@"'; } > "$TMPDIR/program"
    chmod +x "$TMPDIR/program"
    for script; do
      export RUNNER_TEMP=$(mktemp -d)
      (cd "$RUNNER_TEMP"; set -eo pipefail; eval "$script")
      [ $? = 0 ] || printf "none\0"
    done
    rm -rf "$TMPDIR"`;
  return answersOf("bash", script, scripts, env);
}

/** Runs a shell script that answers each text with the number of its words and the words, or with `none`. */
function answersOf(
  shell: string,
  script: string,
  texts: readonly string[],
  env: Readonly<Record<string, string>> = {},
): (string[] | null)[] {
  const { stdout } = spawnSync(shell, ["-c", script, shell, ...texts], {
    encoding: "utf8",
    env: { PATH: process.env.PATH, ...env },
    maxBuffer: 1e8,
  });
  const said = stdout.split("\0");
  const answers: (string[] | null)[] = [];
  for (let at = 0; at < said.length - 1; at++) {
    const count = said[at] === "none" ? null : Number(said[at]);
    answers.push(count === null ? null : said.slice(at + 1, at + 1 + count));
    at += count ?? 0;
  }
  if (answers.length !== texts.length) {
    throw new Error(`${answers.length} answers of ${shell} to ${texts.length} texts`);
  }
  return answers;
}

/**
 * A command as cron gives it to the shell: child_process of do_command.c in Debian's cron 3.0pl1.
 *
 * @param unescaped before which a backslash is taken away: of Debian "%"; of others the backslash, too
 */
export function readByCron(command: string, unescaped: string): string {
  let read = "";
  let isEscaped = false;
  for (const character of command) {
    if (isEscaped) {
      if (unescaped.includes(character)) read = read.slice(0, -1);
      isEscaped = false;
    } else if (character === "%") {
      return read;
    } else {
      isEscaped = character === "\\";
    }
    read += character;
  }
  return read;
}

/** A text after GitHub has evaluated its expressions, which may only be the quoted opening of an expression. */
export function expressionsRead(text: string): string {
  const opening = "${".concat("{");
  const expression = `${opening} '${opening}' }}`;
  if (text.replaceAll(expression, "").includes(opening)) throw new Error(`an expression: ${text}`);
  return text.replaceAll(expression, () => opening);
}

/**
 * The words of a service's only command, as systemd.service(5) and systemd.syntax(7) define them: quotes and
 * escapes as in C, with \x for a byte and \u for a character. Then % begins a specifier and, in the arguments,
 * $ a variable, unless it is doubled.
 *
 * @throws Error if systemd would expand a specifier or a variable, or refuse the line
 */
export function unitWords(unit: string): string[] {
  const [line = "", ...others] = [...unit.matchAll(/^ExecStart=(.*)$/gm)].map(([, text]) => text);
  if (others.length > 0) throw new Error("several commands");
  const words: string[] = [];
  const pattern = /"((?:[^"\\]|\\.)*)"(?=\s|$)|([^\s"'\\]+)(?=\s|$)|(\s+)|(.)/gsu;
  for (const [, quoted, plain, blank, other] of line.matchAll(pattern)) {
    if (blank !== undefined) continue;
    if (other !== undefined) throw new Error(`${JSON.stringify(other)} in a command`);
    const word = unescaped(quoted ?? plain ?? "").replace(/%(.?)/gsu, (found) => one(found, "%%"));
    words.push(words.length === 0 ? word : word.replace(/\$(.?)/gsu, (found) => one(found, "$$")));
  }
  return words;
}

function unescaped(text: string): string {
  const escapes = /\\x([\da-f]{2})|\\u([\da-f]{4})|\\U([\da-f]{8})|\\(["\\])|\\|[^\\]+/g;
  const parts = [...text.matchAll(escapes)].map(([found, byte, four, eight, itself]) => {
    if (found === "\\") throw new Error("an unknown escape");
    if (byte !== undefined) return Buffer.from(byte, "hex");
    const code = four ?? eight;
    return Buffer.from(
      code === undefined ? (itself ?? found) : String.fromCodePoint(Number.parseInt(code, 16)),
    );
  });
  return Buffer.concat(parts).toString("utf8");
}

function one(found: string, doubled: string): string {
  if (found !== doubled) throw new Error(`${found} is expanded`);
  return found.slice(1);
}

/** The commands that DAGs run, rendered by Python and Jinja; null if these are not installed. */
export function commandsOfAirflow(texts: readonly string[]): string[] | null {
  if (spawnSync("python3", ["-c", "import jinja2"]).status !== 0) return null;
  // Replaces Airflow: keeps the command that the operator gets.
  const script = `
import json, sys, types
import jinja2
for name in ("pendulum", "airflow", "airflow.operators", "airflow.operators.bash"):
    sys.modules[name] = types.ModuleType(name)
class DAG:
    def __init__(self, **given): pass
    def __enter__(self): return self
    def __exit__(self, *_): pass
sys.modules["airflow"].DAG = DAG
sys.modules["pendulum"].datetime = lambda *_, **__: None
commands = []
sys.modules["airflow.operators.bash"].BashOperator = lambda task_id, bash_command: commands.append(bash_command)
for text in json.load(sys.stdin):
    exec(compile(text, "dag.py", "exec"), {})
print(json.dumps([jinja2.Template(command).render() for command in commands]))
`;
  const input = JSON.stringify(texts);
  const { stdout, stderr } = spawnSync("python3", ["-c", script], { input, encoding: "utf8" });
  if (stdout === "") throw new Error(`Airflow: ${stderr}`);
  return JSON.parse(stdout);
}
