import type { ComponentChildren } from "preact";

interface ButtonProps {
  readonly primary?: boolean;
  /** Pressing it does nothing just now; it stays where focus is. */
  readonly isBusy?: boolean;
  readonly onPress: () => void;
  readonly children: ComponentChildren;
}

/** A button that acts on this page at once. */
export function Button({ primary = false, isBusy = false, onPress, children }: ButtonProps) {
  return (
    <button
      type="button"
      class={primary ? "button button--primary" : "button"}
      {...(isBusy && { "aria-disabled": true })}
      onClick={() => {
        if (!isBusy) onPress();
      }}
    >
      {children}
    </button>
  );
}
