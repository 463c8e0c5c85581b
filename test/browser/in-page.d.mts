export function overflowing(): string[];
export function chartsWithoutWords(): string[];
export function cutLabels(): string[];
export function faintGraphics(): string[];
export function openDetails(): void;
export function reachable(): number;
export function focused(): { number: number; isShown: boolean };
export function wordsOfCells(): string[];
export function axeFinds(): Promise<string[]>;
