// The search: every word that was typed has to begin a word of the practice. It runs on the
// reader's machine over the index in search-index.js, and sends nothing anywhere.
(function () {
  "use strict";

  const form = document.querySelector("form.search");
  if (!form || !Array.isArray(window.sppPractices)) return;
  const box = form.querySelector("input");
  const count = form.querySelector(".count");
  const found = form.querySelector(".found");
  const root = document.documentElement.dataset.root;

  // As `folded` in site_fragments.py: small letters, no accents, no apostrophes.
  function folded(text) {
    return text.replace(/['’]/g, "").normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) || [];
  }

  // How well a practice fits: 0 not at all; words of its title and keywords count most.
  function fit(practice, terms) {
    let points = 0;
    for (const term of terms) {
      const begins = (word) => word.startsWith(term);
      if (practice.strong.some(begins)) points += 3;
      else if (practice.words.some(begins)) points += 1;
      else return 0;
    }
    return points;
  }

  function element(name, text, className) {
    const made = document.createElement(name);
    if (text) made.textContent = text;
    if (className) made.className = className;
    return made;
  }

  function shown(practice) {
    const item = element("li");
    const link = element("a", practice.title);
    link.href = root + practice.address;
    item.append(link, element("p", practice.whose, "whose"), element("p", practice.short));
    return item;
  }

  function search() {
    const terms = folded(box.value);
    const hits = terms.length
      ? window.sppPractices.map((practice) => [fit(practice, terms), practice])
        .filter(([points]) => points > 0).sort((a, b) => b[0] - a[0])
      : [];
    found.replaceChildren(...hits.map(([, practice]) => shown(practice)));
    found.hidden = hits.length === 0;
    if (!terms.length) count.textContent = "";
    else if (!hits.length) count.textContent = form.dataset.none || "No practice has these words. Try fewer or shorter ones.";
    else if (form.dataset.found) count.textContent = form.dataset.found.replace("{n}", hits.length);
    else count.textContent = hits.length === 1 ? "1 practice found" : hits.length + " practices found";
    document.body.classList.toggle("searching", terms.length > 0);
    document.body.classList.toggle("finding", hits.length > 0);
  }

  let waiting;
  box.addEventListener("input", function () {
    clearTimeout(waiting);
    waiting = setTimeout(search, 150); // so that a screen reader is not told of every letter
  });
  form.addEventListener("submit", function (event) {
    event.preventDefault();
    clearTimeout(waiting);
    search();
  });

  form.hidden = false;
  const asked = new URLSearchParams(window.location.search).get("q");
  if (asked) {
    box.value = asked;
    search();
  }
})();
