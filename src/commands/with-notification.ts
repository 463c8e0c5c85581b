import { randomUUID } from "node:crypto";
import { errorMessage } from "../errors.ts";
import { type Notice, openNotifier } from "../notify/notifier.ts";
import type { Plan } from "../plan/schema.ts";
import type { ExitStatus } from "../runtime/exit-status.ts";
import type { Host } from "../runtime/host.ts";
import { withoutSecrets } from "../text/redact-urls.ts";
import type { NamedServer } from "../trust/server.ts";

/** The result of a run. */
export interface Outcome {
  readonly status: ExitStatus;
  /** Why the gate could not be judged; null where it was. */
  readonly problem: string | null;
  readonly plan: Plan;
  /** Of its first document, relative to the project; null where it was printed. */
  readonly path: string | null;
}

/**
 * Does the work, and notifies a service of its start and its end. A failed notification is a line on
 * standard error, and changes nothing else.
 */
export async function notified(
  server: NamedServer,
  { stderr }: Host,
  work: () => Promise<Outcome>,
): Promise<ExitStatus> {
  const complain = (text: string) => stderr.write(`retrain-plan: ${text}\n`);
  const tell = openNotifier(server, { complain });
  const run: Notice = { event: "start", run_id: randomUUID(), ...NOTHING };
  // The work does not wait for it; what is told next does.
  void tell(run);
  try {
    const outcome = await work();
    await tell({ ...run, ...collectFacts(outcome) });
    return outcome.status;
  } catch (error) {
    const message = withoutSecrets(errorMessage(error));
    await tell({ ...run, event: "fail", exit_status: 2, message });
    throw error;
  }
}

const NOTHING = {
  model: null,
  exit_status: null,
  message: null,
  decision: null,
  plan_path: null,
} as const;

function collectFacts({ plan, path, status, problem }: Outcome): Partial<Notice> {
  const { decision } = plan;
  return {
    event: status === 0 ? "success" : "fail",
    model: plan.metadata.model.name,
    exit_status: status,
    message: status === 0 ? null : (problem ?? decision.headline),
    decision,
    plan_path: path,
  };
}
