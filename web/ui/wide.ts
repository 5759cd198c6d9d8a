/** Whether the window has room for the wide shapes; follows the window. */
import { type ReadonlySignal, signal } from "@preact/signals";

/** The narrow breakpoint of the stylesheets. */
const query = matchMedia("(min-width: 640px)");
const wide = signal(query.matches);
query.addEventListener("change", () => (wide.value = query.matches));

export const isWide: ReadonlySignal<boolean> = wide;
