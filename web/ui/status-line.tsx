import { Mark, type MarkKind } from "./mark.tsx";

interface StatusLineProps {
  readonly mark: MarkKind;
  readonly text: string;
}

/** The page's one status region: it holds the state sentence and nothing that ticks. */
export function StatusLine({ mark, text }: StatusLineProps) {
  return (
    <div class="status">
      <Mark kind={mark} />
      <span role="status">{text}</span>
    </div>
  );
}
