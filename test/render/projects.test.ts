import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { run } from "../../src/cli/run.ts";
import { toGolden } from "../support/golden.ts";
import { fakeHost } from "../support/host.ts";
import { copyProject, expectedFile, PROJECTS } from "../support/projects.ts";
import { isThorough } from "../support/thorough.ts";

const PROGRAM = new URL("../../dist/bin.js", import.meta.url).pathname;
const NOW = "2025-08-14T08:00:00Z";
const PLACES = [
  ["Pacific/Kiritimati", "de_DE.UTF-8"],
  ["America/St_Johns", "ar_EG.UTF-8"],
  ["Asia/Kathmandu", "tr_TR.UTF-8"],
] as const;

/**
 * Each project in every format. `npx vitest run test/render/projects.test.ts -u` writes the documents anew:
 * read the difference, and look at the HTML.
 */
describe.each(PROJECTS)("the documents of the project %s", (project) => {
  test("are those of fixtures/projects", async () => {
    const cwd = copyProject(project);
    const { host, record } = fakeHost(cwd);
    await run(["generate", "--format", "md,html,json", "--quiet"], host);
    expect(record.stderr).toBe("");
    const latest = join(cwd, "artifacts/retraining/latest");
    const names = readdirSync(latest).filter((name) => name.startsWith("retrain_plan."));
    expect(names.length).toBeGreaterThanOrEqual(3);
    for (const name of names) {
      const text = readFileSync(join(latest, name), "utf8");
      await expect(toGolden(text)).toMatchFileSnapshot(expectedFile(project, name));
    }
    const calendar = fakeHost(cwd);
    await run(["schedule", "--format", "ics"], calendar.host);
    await expect(toGolden(calendar.record.stdout)).toMatchFileSnapshot(
      expectedFile(project, "schedule.ics"),
    );
  });

  // As Markdown they stand in test/cli/review.txt.
  test.each(["brief", "pccp", "sr11-7"])("by the template %s", async (template) => {
    const { host, record } = fakeHost(copyProject(project));
    const format = ["--template", template, "--format", "html"];
    await run(["generate", "--dry-run", ...format], host);
    expect(record.stderr).toBe("");
    await expect(toGolden(record.stdout)).toMatchFileSnapshot(
      expectedFile(project, `${template}.html`),
    );
  });

  const turn = PROJECTS.indexOf(project) % PLACES.length;
  const places = PLACES.filter((_, i) => isThorough || i === turn);

  test.runIf(existsSync(PROGRAM)).each(places)(
    "are the same bytes in %s and %s",
    async (zone, locale) => {
      const [here, there] = [copyProject(project), copyProject(project)];
      const generate = ["generate", "--quiet", "--format", "md,html,json", "--now", NOW];
      await run(generate, fakeHost(here).host);
      const { stderr } = spawnSync(process.execPath, [PROGRAM, ...generate], {
        cwd: there,
        encoding: "utf8",
        env: { ...process.env, TZ: zone, LANG: locale, LC_ALL: locale },
      });
      expect(stderr).toBe("");
      for (const format of ["md", "html", "json"]) {
        const [own, other] = [here, there].map((cwd) =>
          readFileSync(join(cwd, "artifacts/retraining/latest", `retrain_plan.${format}`), "utf8"),
        );
        expect(other === own, `${format} differs`).toBe(true);
      }
    },
  );
});
