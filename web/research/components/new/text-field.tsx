interface TextFieldProps {
  readonly id: string;
  readonly label: string;
  readonly value: string;
  readonly maxLength: number;
  readonly onText: (text: string) => void;
}

/** One line to type, under its label. */
export function TextField({ id, label, value, maxLength, onText }: TextFieldProps) {
  return (
    <div class="form">
      <label for={id}>{label}</label>
      <input
        id={id}
        class="input"
        autocomplete="off"
        maxLength={maxLength}
        value={value}
        onInput={(event) => onText(event.currentTarget.value)}
      />
    </div>
  );
}
