import type { Donate } from "../state/donate.ts";
import { ControlCard } from "./control-card.tsx";
import { YouAndThisDevice } from "./device/you-and-this-device.tsx";
import { FindingsCard } from "./findings-card.tsx";
import { Hands } from "./hands.tsx";
import { HowItIsChecked } from "./how-it-is-checked.tsx";
import { Lead } from "./lead.tsx";
import { PictureCard } from "./picture-card.tsx";
import { WhatIDid } from "./what-i-did.tsx";
import { WhatIsSent } from "./what-is-sent.tsx";
import { Why } from "./why.tsx";

/** The whole donate page, in reading order. */
export function Page({ donate }: { readonly donate: Donate }) {
  return (
    <>
      <a class="skip-link" href="#main">
        Skip to the controls
      </a>
      <nav class="top" aria-label="Site">
        <a class="top__brand" href="/">
          Manyhands
        </a>
        <a href="#what-i-did">What I did</a>
        <a href="/research">Research</a>
      </nav>
      <main id="main" class="page" tabIndex={-1}>
        <div class="page__columns">
          <div class="page__column">
            <Lead donate={donate} />
            <ControlCard donate={donate} />
            <Hands donate={donate} />
            <Why donate={donate} />
          </div>
          <div class="page__column">
            <PictureCard donate={donate} />
            <FindingsCard donate={donate} />
          </div>
        </div>
        <div class="page__row">
          <WhatIDid donate={donate} />
          <HowItIsChecked donate={donate} />
          <WhatIsSent />
        </div>
        <YouAndThisDevice donate={donate} />
      </main>
      <footer class="bottom fine">Many hands make light work.</footer>
    </>
  );
}
