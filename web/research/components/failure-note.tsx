import type { Failure } from "../state/answer.ts";
import { failureWords } from "../state/words.ts";

const LISTED = 8;

/** Why the person's own action failed, with the places that the server names. */
export function FailureNote({ failure }: { readonly failure: Failure }) {
  const errors = failure.kind === "refused" ? failure.errors : [];
  const more = failure.kind === "refused" ? failure.errorCount - Math.min(errors.length, LISTED) : 0;
  return (
    <div class="error" role="alert">
      <p>{failureWords(failure)}</p>
      {errors.length > 0 && (
        <ul class="error__places">
          {errors.slice(0, LISTED).map(({ line, field, value, expected }, i) => (
            <li key={i}>
              {line !== undefined && `line ${line}: `}
              {field !== undefined && <code>{field.replace(/^\//, "")}</code>}
              {value !== undefined && ` is “${value}”`}; expected {expected}
            </li>
          ))}
        </ul>
      )}
      {more > 0 && <p>And {more} more.</p>}
    </div>
  );
}
