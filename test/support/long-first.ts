import { createHash } from "node:crypto";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** The files that take longest: one of them at the end would leave the other cores idle. */
const LONG = ["attack/attack", "browser/report", "package", "cli/transcripts", "render/projects"];

/** The order of the test files: those that take longest, then the others as the seed of the run shuffles them. */
export default class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const { seed } = this.ctx.config.sequence;
    const order = ({ moduleId }: TestSpecification) => {
      const place = LONG.findIndex((name) => moduleId.endsWith(`/test/${name}.test.ts`));
      if (place >= 0) return `${place}`;
      return `x${createHash("sha256").update(`${seed} ${moduleId}`).digest("hex")}`;
    };
    return files.toSorted((a, b) => (order(a) < order(b) ? -1 : 1));
  }
}
