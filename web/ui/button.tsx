import type { ComponentChildren } from "preact";

interface ButtonProps {
  readonly primary?: boolean;
  readonly onPress: () => void;
  readonly children: ComponentChildren;
}

/** A button that acts on this page at once. */
export function Button({ primary = false, onPress, children }: ButtonProps) {
  return (
    <button type="button" class={primary ? "button button--primary" : "button"} onClick={onPress}>
      {children}
    </button>
  );
}
