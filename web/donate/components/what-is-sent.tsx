import { Card } from "../../ui/card.tsx";

/** What leaves this computer and what stays on it: changes whenever the exchange of the protocol does. */
export function WhatIsSent() {
  return (
    <Card id="what-is-sent" heading="What is sent">
      <p>
        The results, how long each one took, how fast this computer works in operations per second, how many pieces it wants next (at least
        one for each core you lend), all of it signed with a key that stands for this browser. If you give this device a name, that too.
      </p>
      <p>
        Like any website, the server sees your internet address. It keeps only a coded mark of the network you are in, another one each day,
        so that computers of one network do not check each other.
      </p>
      <p>
        Kept on this computer: the pieces in hand, results not sent yet, what you did, and the key. Clearing this site's data in the browser
        erases them. No account, no cookies, no advertising, nothing from anyone else's site.
      </p>
    </Card>
  );
}
