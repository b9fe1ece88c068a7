// Looks again at what is being made, and loads a page anew when something in the folder has changed,
// so that nobody need do so: it would lose the reader's place. Without JavaScript the page of what is
// being made loads itself anew, and the others have a link.
"use strict";
const own = document.currentScript;
const look = async () => {
  const part = document.getElementById("progress");
  if (!part || !part.dataset.running) return;
  try {
    const answer = await fetch("/making", { credentials: "same-origin" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const now = page.getElementById("progress");
    if (!now || !now.dataset.running) {
      location.reload();
      return;
    }
    for (const kind of ["[role=status]", "progress", "ul"]) {
      const old = part.querySelector(kind), fresh = now.querySelector(kind);
      if (old && fresh && old.outerHTML !== fresh.outerHTML) {
        if (kind === "progress") { old.value = fresh.value; old.max = fresh.max; }
        else old.innerHTML = fresh.innerHTML;
      } else if (!old && fresh) part.append(fresh);
    }
    const told = (one) => [...one.querySelectorAll(".quiet")];
    told(part).forEach((each) => each.remove());
    told(now).forEach((each) => part.append(each));
  } catch {
    // The program has ended, or is busy; the next look will tell.
  }
  setTimeout(look, 1000);
};
if (document.getElementById("progress")) setTimeout(look, 1000);

// Listening only while the page can be seen: a browser has six lines to one address and no more.
const address = own?.dataset.changes;
// A form that is on its way changes the folder, and to load the page anew would take its answer away.
let listens = null, sent = false;
const stop = () => { listens?.close(); listens = null; };
const begun = () => [...document.querySelectorAll("input[type=text], input[type=file], textarea")]
  .some((field) => field.value !== field.defaultValue);
// What was said of something that was done is said until it has been read, whatever follows from it.
const shown = performance.now();
const again = () => {
  const asked = new URLSearchParams(location.search);
  if (performance.now() - shown > 10000) asked.delete("said");
  location.replace(asked.size ? "?" + asked : location.pathname);
};
const listen = () => {
  if (!address || sent || listens || document.hidden) return;
  listens = new EventSource(address);
  listens.addEventListener("changed", () => {
    stop();
    if (begun()) document.getElementById("changed").hidden = false;
    else if (location.search) again();
    else location.reload();
  });
};
addEventListener("submit", () => { sent = true; stop(); });
addEventListener("pagehide", stop);
addEventListener("pageshow", () => { sent = false; listen(); });
document.addEventListener("visibilitychange", () => (document.hidden ? stop() : listen()));
listen();
