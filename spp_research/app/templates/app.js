// Looks again at what is being made, so that the page need not be loaded anew: it would lose the
// reader's place. Without JavaScript the page loads itself anew.
"use strict";
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
setTimeout(look, 1000);
