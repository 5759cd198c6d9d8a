import type { ComponentChildren } from "preact";

interface CardProps {
  /** Also the target of links inside the page, so it must be unique there. */
  readonly id: string;
  readonly heading: string;
  readonly children: ComponentChildren;
}

/** A titled region of the page. */
export function Card({ id, heading, children }: CardProps) {
  return (
    <section id={id} class="card" aria-labelledby={`${id}-heading`}>
      <h2 id={`${id}-heading`}>{heading}</h2>
      {children}
    </section>
  );
}
