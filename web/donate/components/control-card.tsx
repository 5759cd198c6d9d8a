import { Button } from "../../ui/button.tsx";
import { Disclosure } from "../../ui/disclosure.tsx";
import { Figures } from "../../ui/figures.tsx";
import { formatBytes, formatLasted, plural } from "../../ui/format.ts";
import { StatusLine } from "../../ui/status-line.tsx";
import type { EngineSnapshot } from "../../engine/engine-api.ts";
import type { Donate } from "../state/donate.ts";
import { HowMuch } from "./how-much.tsx";

/** What is going on and what to do about it: the heart of the page. */
export function ControlCard({ donate }: { readonly donate: Donate }) {
  const { mark, text } = donate.sentence.value;
  const { primary, secondary } = donate.controls.value;
  const loaded = donate.engineLoaded.value;
  return (
    <section class="card control" aria-label="Your computer">
      <StatusLine mark={mark} text={text} />
      <div class="row">
        <Button primary onPress={() => donate.perform(primary.action)}>
          {primary.label}
        </Button>
        {secondary && <Button onPress={() => donate.perform(secondary.action)}>{secondary.label}</Button>}
        <More donate={donate} />
      </div>
      <HowMuch donate={donate} />
      <Figures figures={loaded ? figuresOfToday(donate) : figuresBeforeStart(donate)} />
      <Sending snapshot={donate.snapshot.value} />
      <p class="fine">
        Uses some electricity; please stop it on battery. No account. <a href="#what-is-sent">What is sent</a>
      </p>
    </section>
  );
}

/** The way on from a state that is not about starting and stopping. */
function More({ donate }: { readonly donate: Donate }) {
  const { phase } = donate.snapshot.value;
  const { key } = donate.sentence.value;
  if (key === "complete") return <a href="#picture">See what was found</a>;
  if (phase.kind === "blocked") return <a href="#how-it-is-checked">How it works</a>;
  if (phase.kind === "error") return <Disclosure summary="Details">{() => <p class="fine">{phase.message}</p>}</Disclosure>;
  return null;
}

interface Figure {
  readonly name: string;
  readonly value: string;
}

function figuresBeforeStart({ watch }: Donate): readonly Figure[] {
  const study = watch.study.value;
  return study.kind === "known" ? [{ name: "Download", value: `${formatBytes(study.kernel.programBytes)} program, once` }] : [];
}

function figuresOfToday({ snapshot }: Donate): readonly Figure[] {
  const { today } = snapshot.value;
  return [
    { name: "Finished today", value: plural(today.units, "piece", "pieces") },
    { name: "Time lent today", value: formatLasted(today.lentMs) },
  ];
}

/** How the sending goes: it changes often, so it is no part of the state sentence, which tells when it fails. */
function Sending({ snapshot: { phase, connected, unsent } }: { readonly snapshot: EngineSnapshot }) {
  const exchanging = phase.kind === "running" || phase.kind === "finishing" || phase.kind === "no-work";
  if (!exchanging || !connected) return null;
  const waiting = unsent === 0 ? "every result is sent" : plural(unsent, "result goes out with the next", "results go out with the next");
  return <p class="fine">Connected; {waiting}.</p>;
}
