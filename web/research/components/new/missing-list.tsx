import type { Missing } from "../../state/missing.ts";

/** What is still missing; each entry leads to its field. */
export function MissingList({ missing }: { readonly missing: readonly Missing[] }) {
  const go = (event: Event, fieldId: string): void => {
    event.preventDefault();
    document.querySelector<HTMLElement>(`#${fieldId}`)?.focus();
  };
  return (
    <div class="error" role="alert">
      <p>Not handed in yet:</p>
      <ul class="error__places">
        {missing.map(({ fieldId, text }) => (
          <li key={fieldId}>
            <a href={`#${fieldId}`} onClick={(event) => go(event, fieldId)}>
              {text}
            </a>
          </li>
        ))}
      </ul>
    </div>
  );
}
