/** Wires the donate page together and shows it; nothing else. */
import { effect } from "@preact/signals";
import { render } from "preact";
import { isWide } from "../ui/wide.ts";
import { Page } from "./components/page.tsx";
import { createDonate } from "./state/donate.ts";
import { pollWhileVisible } from "../ui/poll.ts";
import { createResumeFlag } from "./state/resume.ts";
import { createStudyApi } from "./state/study-api.ts";
import { createStudyWatch } from "./state/study-watch.ts";

const watch = createStudyWatch(createStudyApi(fetch.bind(globalThis)), Date.now);
const donate = createDonate({
  loadEngine: async () => (await import("../engine/browser-engine.ts")).createBrowserEngine(),
  watch,
  resume: createResumeFlag(() => sessionStorage),
  coresTotal: navigator.hardwareConcurrency,
  isWide,
  now: Date.now,
});

const titleAtRest = document.title;
effect(() => {
  const { short } = donate.sentence.value;
  document.title = short === null ? titleAtRest : `${short} · Manyhands`;
});

const root = document.querySelector("#app");
if (root !== null) render(<Page donate={donate} />, root);
pollWhileVisible(() => watch.refresh(), document, Math.random);
