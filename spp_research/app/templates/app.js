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
let listens = null, sent = false, sentAt = 0;
const stop = () => { listens?.close(); listens = null; };
const begun = () => [...document.querySelectorAll("input[type=text], input[type=file], textarea")]
  .some((field) => field.value !== field.defaultValue);
// What was said of something that was done is said until it has been read, whatever follows from it.
const shown = performance.now();

// A page that loads itself anew leaves the focus where it was: somebody may have no mouse.
const PLACE = "focus";
const inReach = () => [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]")];
const known = (one) =>
  [one.tagName, ...["id", "name", "href", "aria-label"].map((name) => one.getAttribute(name)),
    one.form?.getAttribute("action")].join(" ");
const alike = (one) => inReach().filter((other) => known(other) === known(one));
const keepPlace = () => {
  const one = document.activeElement;
  if (inReach().includes(one)) sessionStorage.setItem(PLACE, JSON.stringify([known(one), alike(one).indexOf(one)]));
};
const backToPlace = () => {
  const [was, number] = JSON.parse(sessionStorage.getItem(PLACE) ?? "[]");
  sessionStorage.removeItem(PLACE);
  inReach().filter((one) => known(one) === was)[number]?.focus({ preventScroll: true });
};
backToPlace();

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
    if (begun()) {
      document.getElementById("changed").hidden = false;
      return;
    }
    keepPlace();
    if (location.search) again();
    else location.reload();
  });
};
// Pressed twice in a moment is meant once.
addEventListener("submit", (event) => {
  if (sent && performance.now() - sentAt < 2000) event.preventDefault();
  else [sent, sentAt] = [true, performance.now()];
  stop();
});
// A link that is followed is on its way too; a download leaves the page here.
addEventListener("click", (event) => {
  if (!event.target.closest?.("a[href]")) return;
  stop();
  setTimeout(listen, 3000);
});
addEventListener("pagehide", stop);
addEventListener("pageshow", () => { sent = false; listen(); });
document.addEventListener("visibilitychange", () => (document.hidden ? stop() : listen()));
listen();
