import type { Reporter, TestCase, TestModule } from "vitest/node";

/** Prints how many tests were skipped, and which, by file and outermost name. */
export default class SkippedReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const counts = new Map<string, number>();
    for (const module of modules) {
      for (const test of module.children.allTests("skipped")) {
        const name = `${module.relativeModuleId} > ${outermostName(test)}`;
        counts.set(name, (counts.get(name) ?? 0) + 1);
      }
    }
    const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
    if (total === 0) return;
    console.log(`${total} tests skipped:`);
    for (const [name, count] of counts) console.log(`  ${count} of ${name}`);
  }
}

function outermostName(test: TestCase): string {
  return test.fullName.split(" > ")[0] ?? test.name;
}
