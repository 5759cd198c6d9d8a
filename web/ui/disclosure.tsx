import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";

interface DisclosureProps {
  readonly summary: string;
  /** Made only while open: what nobody looks at costs nothing. */
  readonly children: () => ComponentChildren;
}

/** Something to open when wanted. */
export function Disclosure({ summary, children }: DisclosureProps) {
  const open = useSignal(false);
  return (
    <details class="disclosure" onToggle={(event) => (open.value = event.currentTarget.open)}>
      <summary>{summary}</summary>
      {open.value && children()}
    </details>
  );
}
