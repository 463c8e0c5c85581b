import { EnvHttpProxyAgent, fetch as undiciFetch } from "undici";
import { isLoopback } from "./loopback.ts";

/** The proxies that the environment names; absent where it names none. */
export interface Proxies {
  /** For addresses that begin with http://. */
  readonly http?: string | undefined;
  /** For addresses that begin with https://. */
  readonly https?: string | undefined;
  /** Hosts that are contacted directly, as NO_PROXY lists them. */
  readonly except?: string | undefined;
}

/**
 * Sends a request through a proxy. The `fetch` of Node 20 knows none, and takes no agent of a later undici, so
 * undici's own is used. This machine is always contacted directly: what is sent to it over plain http stays here.
 *
 * @throws what `fetch` throws
 */
export function proxiedFetch(place: URL, init: RequestInit, proxies: Proxies): Promise<Response> {
  const proxy = place.protocol === "https:" ? proxies.https : proxies.http;
  if (proxy === undefined || isLoopback(place)) return fetch(place, init);
  const dispatcher = findAgent(proxy, proxies.except ?? "");
  // Both are the Fetch standard's; only their declarations differ.
  return undiciFetch(place, { ...init, dispatcher } as never) as unknown as Promise<Response>;
}

/** One for each proxy, so that connections are used again. */
const agents = new Map<string, EnvHttpProxyAgent>();

function findAgent(proxy: string, noProxy: string): EnvHttpProxyAgent {
  const key = JSON.stringify([proxy, noProxy]);
  const known = agents.get(key);
  if (known !== undefined) return known;
  // Plain http is forwarded as curl does it: many proxies allow tunnels to port 443 alone.
  const options = { httpProxy: proxy, httpsProxy: proxy, noProxy, proxyTunnel: false };
  const agent = new EnvHttpProxyAgent(options);
  agents.set(key, agent);
  return agent;
}
