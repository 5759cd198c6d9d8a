interface BarProps {
  /** Names the bar for those who do not see it. */
  readonly label: string;
  /** 0 to 1. */
  readonly share: number;
}

/** A progress bar with its share beside it as ordinary text, which no reader speaks by itself. */
export function Bar({ label, share }: BarProps) {
  const percent = Math.floor(Math.min(Math.max(share, 0), 1) * 100);
  return (
    <div class="bar">
      <progress aria-label={label} max={100} value={percent} />
      <span class="bar__value">{percent}%</span>
    </div>
  );
}
