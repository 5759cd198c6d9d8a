import { useRef } from "preact/hooks";

interface TextFormProps {
  readonly id: string;
  readonly label: string;
  /** What stands there at first. */
  readonly value?: string;
  readonly maxLength: number;
  /** What is to be typed, for one who does not know. */
  readonly hint?: string;
  readonly button: string;
  readonly isBusy: boolean;
  readonly onSubmit: (text: string) => void;
}

/** One line to type, and the button that sends it. */
export function TextForm({ id, label, value = "", maxLength, hint, button, isBusy, onSubmit }: TextFormProps) {
  const input = useRef<HTMLInputElement>(null);
  const submit = (event: Event): void => {
    event.preventDefault();
    onSubmit(input.current?.value ?? "");
  };
  return (
    <form class="device__form" onSubmit={submit}>
      <label for={id}>{label}</label>
      <div class="row">
        <input
          ref={input}
          id={id}
          class="input"
          defaultValue={value}
          maxLength={maxLength}
          placeholder={hint}
          autocomplete="off"
          spellcheck={false}
        />
        <button type="submit" class="button" aria-disabled={isBusy}>
          {button}
        </button>
      </div>
    </form>
  );
}
