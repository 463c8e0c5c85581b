// parquetjs-lite ships no types: the part that writes.
declare module "parquetjs-lite" {
  export type Fields = Readonly<
    Record<string, { readonly type: string; readonly compression?: "SNAPPY" | "GZIP" }>
  >;

  /** The methods of a stream that the writer calls. */
  export interface Sink {
    write(bytes: Buffer, done: () => void): void;
    end(done: () => void): void;
  }

  interface Writer {
    appendRow(row: Readonly<Record<string, unknown>>): Promise<void>;
    close(): Promise<void>;
  }

  // CommonJS: the names are properties of the default export only.
  const parquet: {
    ParquetSchema: new (fields: Fields) => object;
    ParquetWriter: {
      openStream(schema: object, sink: Sink, options: { rowGroupSize?: number }): Promise<Writer>;
    };
  };
  export default parquet;
}
