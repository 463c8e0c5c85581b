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

/** What an object store is sent, and how its answers are read. */
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
   * @returns the list as S3 writes it; null where the answer is none
   */
  readList(text: string, asked: StoreRequest): Promise<string | null>;
  /** Whether an answer says that an object is missing, and not its bucket: a table may do without some objects. */
  isMissing(status: number, code: string | null): boolean;
  /** What the user can do about an answer, as what follows a colon; null where the answer says it all. */
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
