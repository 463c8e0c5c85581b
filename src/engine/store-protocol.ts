/** A request to an object store: it reads. */
export interface StoreRequest {
  readonly method: "GET" | "HEAD";
  /** The bucket, and behind a slash the object, unless the bucket's objects are listed. */
  readonly path: string;
  /** Those of a list, as S3 names them; none for an object. */
  readonly parameters: URLSearchParams;
  /** A header: `bytes=0-99`. */
  readonly range: string | undefined;
}

/** Writes the requests to an object store, and reads its answers. */
export interface StoreProtocol {
  /** As messages call the store: `Google Cloud Storage`. */
  readonly name: string;
  /** Whose protocol it is, as messages say it: `S3`. */
  readonly kind: "S3" | "Azure";
  /**
   * The request as the store wants it, signed.
   *
   * @param server the store's address, which may have a path
   * @param at in milliseconds since 1970
   */
  compose(
    server: URL,
    asked: StoreRequest,
    at: number,
  ): Promise<{ readonly place: URL; readonly headers: Readonly<Record<string, string>> }>;
  /**
   * @param text the store's answer to the request for a list
   * @returns the list as S3 writes it; null if the answer is not a list
   */
  readList(text: string, asked: StoreRequest): Promise<string | null>;
  /** Whether an object is missing, rather than its bucket: a table can be read without some of its objects. */
  isMissing(status: number, code: string | null): boolean;
  /** Advice about an answer, printed after a colon; null if the answer needs no advice. */
  advise(status: number, code: string | null): string | null;
}

/** The address of a bucket or an object, each part of its name encoded. */
export function findPlace(server: URL, path: string): URL {
  const place = new URL(server);
  const encoded = path.split("/").map(encodeURIComponent).join("/");
  place.pathname = `${place.pathname.replace(/\/$/, "")}/${encoded}`;
  place.search = "";
  return place;
}
