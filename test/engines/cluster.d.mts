export interface TrinoNode {
  readonly name: string;
  readonly port: number;
  readonly discovery: number;
  readonly pid: number;
}

export interface TrinoPlace {
  readonly server: string;
  readonly java: string;
  readonly folder: string;
}

export function startNode(place: TrinoPlace, node: Omit<TrinoNode, "pid">): TrinoNode;
export function untilReady(url: string, workers: number): Promise<void>;
export function endNode(pid: number, signal?: NodeJS.Signals): Promise<void>;
export function freePort(): Promise<number>;
