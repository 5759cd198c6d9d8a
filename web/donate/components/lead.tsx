import type { Donate } from "../state/donate.ts";
import type { StudyState } from "../state/study-watch.ts";

/** What this page is and whom it helps now. */
export function Lead({ donate }: { readonly donate: Donate }) {
  return (
    <header class="lead">
      <h1>Lend your computer to research</h1>
      <p class="lead__study">{studyLine(donate.watch.study.value)}</p>
    </header>
  );
}

function studyLine(study: StudyState): string {
  switch (study.kind) {
    case "loading":
      return "Looking up who needs help now.";
    case "unreachable":
      return "Who needs help now is not known: the server does not answer.";
    case "none":
      return "No study needs help just now.";
    case "known":
      return `For: ${study.batch.name}`;
  }
}
