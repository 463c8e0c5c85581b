import { CR, LF, QUOTE, SPACE, TAB } from "../../../text/ascii.ts";
import type { TextSink } from "./sink.ts";

/**
 * Passes on text whose columns runs of blanks separate as tab-separated text: blanks that begin or end a line
 * are dropped, and those within quotes stay.
 */
export class BlankRuns implements TextSink {
  readonly #sink: TextSink;
  #state: "line" | "gap" | "field" | "quoted" = "line";

  constructor(sink: TextSink) {
    this.#sink = sink;
  }

  push(chunk: Buffer): void {
    // A field may begin at the first byte, behind a gap.
    const out = Buffer.allocUnsafe(chunk.length + 1);
    let length = 0;
    let state = this.#state;
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at] as number;
      if (byte === LF || byte === CR) {
        state = "line";
        out[length++] = byte;
      } else if (state === "quoted") {
        if (byte === QUOTE) state = "field";
        out[length++] = byte === TAB ? SPACE : byte;
      } else if (byte === SPACE || byte === TAB) {
        if (state === "field") state = "gap";
      } else {
        if (state === "gap") out[length++] = TAB;
        state = state !== "field" && byte === QUOTE ? "quoted" : "field";
        out[length++] = byte;
      }
    }
    this.#state = state;
    if (length > 0) this.#sink.push(out.subarray(0, length));
  }
}
