import { oneLine } from "../render/escape.ts";
import { type Entry, wordsOf } from "./entry.ts";
import { cronText } from "./run-times.ts";
import { shellWord } from "./shell.ts";

/** A DAG of one task, for Airflow 2 and 3. */
export function renderAirflow(entry: Entry): string {
  // The command is a template to Airflow; and one that ends in .sh or .bash would be a file's name.
  const command = `${wordsOf(entry).map(shellWord).join(" ")} `;
  const inert = /\{[{%#]/.test(command) ? `{% raw %}${command}{% endraw %}` : command;
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
        bash_command=${pythonText(inert)},
    )
`;
}

/** JSON's escapes are Python's, too. */
function pythonText(text: string): string {
  return JSON.stringify(text);
}

function docText(text: string): string {
  return oneLine(text).replaceAll("\\", "\\\\").replaceAll('"', "'");
}
