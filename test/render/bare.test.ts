import { expect, test } from "vitest";
import { BUILT_IN_TEMPLATES, builtInTemplate } from "../../src/render/built-in.ts";
import { loadRenderer } from "../../src/render/renderer.ts";
import { barePlan, planOf } from "./plan.ts";

/** A plan that says nothing, and one that says something everywhere, by every template. */
test.each(BUILT_IN_TEMPLATES.filter((name) => !name.startsWith("classic.")))(
  "%s takes a plan without anything that it may lack, and one with everything",
  async (name) => {
    const render = await loadRenderer(
      name.endsWith(".html.hbs") ? "html" : "md",
      await builtInTemplate(name),
    );
    expect(render(barePlan())).not.toMatch(/undefined|null|NaN|\[object/);
    expect(render(planOf("text"))).not.toMatch(/undefined|NaN|\[object/);
  },
);

test.each(["md", "html"] as const)(
  "%s says that there are no risks, and needs no cycle to name the lead time",
  async (format) => {
    const bare = barePlan();
    const plan = { ...bare, schedule_covers: { ...bare.schedule_covers, lead_time: "P1D" } };
    const text = (await loadRenderer(format))(plan);
    expect(text).toContain("No finding carries a risk, and the team states no general ones");
    expect(text).not.toContain("before go-live");
  },
);
