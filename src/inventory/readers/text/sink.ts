/** Takes a file's text piece by piece. A chunk is valid during the call only: its buffer is reused. */
export interface TextSink {
  push(chunk: Buffer): void;
}
