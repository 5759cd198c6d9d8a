/** Wires the research console together and shows it; nothing else. */
import { effect } from "@preact/signals";
import { render } from "preact";
import { pollWhileVisible } from "../ui/poll.ts";
import { Page } from "./components/page.tsx";
import { createConsole } from "./state/console.ts";
import { createResearchApi } from "./state/research-api.ts";
import { saveFile } from "./state/save-file.ts";
import { createSession } from "./state/session.ts";
import { titleOf } from "./state/title.ts";

const api = createResearchApi(location.origin, fetch.bind(globalThis), () => session.key());
const session = createSession({ me: () => api.me(), storage: () => sessionStorage });
const research = createConsole({ api, session, now: Date.now, newAttempt: () => crypto.randomUUID(), save: saveFile });

effect(() => {
  document.title = titleOf(research);
});
research.open(location.hash);
addEventListener("hashchange", () => {
  research.open(location.hash);
  // The link that led here may be gone: who reads by ear or by keyboard begins at the new view's top.
  if (location.hash.startsWith("#/")) document.querySelector<HTMLElement>("#main")?.focus();
});

const root = document.querySelector("#app");
if (root !== null) render(<Page research={research} />, root);
void session.resume();
pollWhileVisible(() => research.refresh(), document, Math.random);
