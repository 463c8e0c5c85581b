import { oneLine } from "../render/escape.ts";
import { commandLine, type Entry } from "./entry.ts";
import { cronText } from "./run-times.ts";
import { shellWord } from "./shell.ts";

/** A DAG of one task, for Airflow 2 and 3. */
export function renderAirflow(entry: Entry): string {
  // The command is a template to Airflow; and one that ends in .sh or .bash would be a file's name.
  const command = `${commandLine(entry).map(shellWord).join(" ")} `;
  return `"""The retraining plan of ${docText(entry.title)}. Put this file into the folder of DAGs."""

import pendulum
from airflow import DAG

try:
    from airflow.providers.standard.operators.bash import BashOperator
except ImportError:  # Airflow 2
    from airflow.operators.bash import BashOperator

with DAG(
    dag_id=${pythonText(`retrain-plan-${entry.name}`)},
    schedule=${pythonText(cronText(entry.times))},
    start_date=pendulum.datetime(2025, 1, 1, tz=${pythonText(entry.zone)}),
    catchup=False,
    max_active_runs=1,
):
    BashOperator(
        task_id="generate",
        bash_command=${pythonText(escapeTemplate(command))},
    )
`;
}

/**
 * A template of Jinja for a text. A block of `raw` would end at any `{% endraw %}` in it; and Jinja writes each
 * line break as `\n`.
 *
 * @example escapeTemplate("a{{b") // "a{{ '{' }}{{ '{' }}b"
 */
function escapeTemplate(text: string): string {
  const hasCode = /\{[{%#]/.test(text);
  return text.replace(/[{\r]/g, (found) => {
    if (found === "\r") return "{{ '\\r' }}";
    return hasCode ? "{{ '{' }}" : found;
  });
}

/** JSON's escapes are Python's, too; what a terminal may obey is written by number. */
function pythonText(text: string): string {
  return JSON.stringify(text).replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (found) => {
    const digits = (found.codePointAt(0) as number).toString(16);
    return found.length > 1 ? `\\U${digits.padStart(8, "0")}` : `\\u${digits.padStart(4, "0")}`;
  });
}

function docText(text: string): string {
  return oneLine(text).replaceAll("\\", "\\\\").replaceAll('"', "'");
}
