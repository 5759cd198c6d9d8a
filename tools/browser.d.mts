/** What a Chromium without a display, an account or a network of its own is started with. */
export const BROWSER_FLAGS: string[];

/** The path of a Chromium that starts, or undefined. `CHROMIUM_PATH` is obeyed before anything else. */
export function findBrowser(): string | undefined;
