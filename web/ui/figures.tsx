interface FiguresProps {
  readonly figures: readonly { readonly name: string; readonly value: string }[];
}

/** A few named numbers side by side; nothing where none is known. */
export function Figures({ figures }: FiguresProps) {
  if (figures.length === 0) return null;
  return (
    <dl class="figures">
      {figures.map(({ name, value }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
