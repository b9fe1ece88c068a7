// The search and the filters. Everything runs on the reader's machine over search-index.js, which
// is loaded when it is first needed, and sends nothing anywhere. Without this script each filter is
// a link to a list of its own; with it the links combine, and the address holds what was asked.
(function () {
  "use strict";

  const root = document.documentElement.dataset.root;
  const form = document.querySelector("form.search");
  const filters = document.querySelector("nav.filters");
  const orders = document.querySelector("nav.orders");
  const everything = root + "practices/index.html";
  const here = form && form.dataset.here === "list"; // the page on which filters combine

  if (form && !document.querySelector(".answers")) { // a template of an earlier kit
    form.insertAdjacentHTML("afterend",
      '<div class="answers"><ol class="practices found" hidden></ol><p class="pager" hidden></p></div>');
  }

  // What is asked ------------------------------------------------------------------------------

  // The choice that a list of its own stands for, so that a filter on it adds to it.
  function asked() {
    const told = new URLSearchParams(window.location.search);
    const state = { q: "", sort: "", page: 1, of: {} };
    if (filters && filters.dataset.facet) state.of[filters.dataset.facet] = filters.dataset.value;
    for (const [key, value] of told) {
      if (key === "q") state.q = value.slice(0, 100);
      else if (key === "sort") state.sort = value;
      else if (key === "page") state.page = Math.max(1, parseInt(value, 10) || 1);
      else if (here) state.of[key] = value;
    }
    return state;
  }

  function query(state) {
    const told = new URLSearchParams();
    if (state.q.trim()) told.set("q", state.q.trim());
    for (const [key, value] of Object.entries(state.of)) if (value) told.set(key, value);
    if (state.sort) told.set("sort", state.sort);
    if (state.page > 1) told.set("page", state.page);
    const text = told.toString();
    return text ? "?" + text : "";
  }

  function changed(state, change) {
    return { ...state, page: 1, ...change, of: { ...state.of, ...change.of } };
  }

  function isAsking(state) {
    return Boolean(state.q.trim() || state.sort || state.page > 1 || Object.values(state.of).some(Boolean));
  }

  // The index ----------------------------------------------------------------------------------

  let loading;
  function load() {
    loading = loading || new Promise(function (done, failed) {
      const script = document.createElement("script");
      script.src = root + "assets/search-index.js";
      script.onload = () => done(prepared(window.sppPractices));
      script.onerror = failed;
      document.head.append(script);
    });
    return loading;
  }

  function prepared(index) {
    const words = Object.keys(index.words).filter((word) => word[0] !== "#").sort();
    const numbers = new Map();
    function places(word) {
      if (!numbers.has(word)) {
        let at = 0;
        numbers.set(word, (Object.hasOwn(index.words, word) ? index.words[word] : []).map((gap) => (at += gap)));
      }
      return numbers.get(word);
    }
    const longest = Math.max(1, ...Object.keys(index.means).map((word) => word.split(" ").length));
    return { ...index, sorted: words, places, longest };
  }

  // The search: every word or phrase has to be there, itself, as a beginning, or by another name ---

  const POINTS = [1, 10, 100]; // in the text, among the words to find it by, in the title
  const WHOLE = 1, BEGINS = 0.5, MEANS = 0.4;
  const SMALL = new Set("a an and are at by for from how in is of on or our the to we what with".split(" "));

  // As `folded` in finding.py: small letters, no accents, no apostrophes.
  function folded(text) {
    return text.replace(/['’]/g, "").normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) || [];
  }

  function add(points, places, weight) {
    for (const number of places) {
      const practice = number >> 2, worth = POINTS[number & 3] * weight;
      if (worth > (points.get(practice) || 0)) points.set(practice, worth);
    }
    return points;
  }

  function beginning(index, start) {
    let low = 0, high = index.sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (index.sorted[middle] < start) low = middle + 1; else high = middle;
    }
    const found = [];
    for (; low < index.sorted.length && index.sorted[low].startsWith(start); low++) found.push(index.sorted[low]);
    return found;
  }

  function byWord(index, word) {
    const points = add(new Map(), index.places(word), WHOLE);
    const stem = word.length > 4 ? word.replace(/(?<!s)s$/, "") : word;
    for (const longer of beginning(index, stem)) add(points, index.places(longer), BEGINS);
    return points;
  }

  function byMeaning(index, words) {
    const means = words.join(" ");
    return Object.hasOwn(index.means, means) ? add(new Map(), index.places("#" + index.means[means]), MEANS) : new Map();
  }

  function together(one, other) {
    const both = new Map();
    for (const [practice, worth] of one) if (other.has(practice)) both.set(practice, worth + other.get(practice));
    return both;
  }

  function either(one, other) {
    for (const [practice, worth] of other) if (worth > (one.get(practice) || 0)) one.set(practice, worth);
    return one;
  }

  // Letters that were left out, put in, changed or swapped; more than `most` is as good as many.
  function slips(one, other, most) {
    if (Math.abs(one.length - other.length) > most) return most + 1;
    let before = [], last = Array.from({ length: other.length + 1 }, (_, at) => at);
    for (let i = 1; i <= one.length; i++) {
      const row = [i];
      for (let j = 1; j <= other.length; j++) {
        const same = one[i - 1] === other[j - 1];
        row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (same ? 0 : 1));
        if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]) {
          row[j] = Math.min(row[j], before[j - 2] + 1);
        }
      }
      if (Math.min(...row) > most) return most + 1;
      before = last;
      last = row;
    }
    return last[other.length];
  }

  function meant(index, word) {
    if (Object.hasOwn(index.spelling, word)) return index.spelling[word];
    if (word.length < 5 || /\d/.test(word)) return "";
    let most = word.length < 7 ? 1 : 2, best = "", held = -1;
    for (const other of [...beginning(index, word[0]), ...Object.keys(index.means)]) {
      if (other.length < 5 || other[0] !== word[0]) continue;
      const far = slips(word, other, most);
      const many = index.places(other).length;
      if (far < most || (far === most && many > held)) [most, best, held] = [far, other, many];
    }
    return best;
  }

  // The practices with their points, and what was taken for something else.
  function searched(index, text) {
    const typed = folded(text);
    const words = typed.filter((word) => !SMALL.has(word));
    const terms = words.length ? words : typed;
    let found = null;
    const corrected = [];
    for (let at = 0; at < terms.length;) {
      let length = Math.min(index.longest, terms.length - at);
      while (length > 1 && !Object.hasOwn(index.means, terms.slice(at, at + length).join(" "))) length--;
      const phrase = terms.slice(at, at + length);
      let points = phrase.map((word) => byWord(index, word)).reduce(together);
      points = either(points, byMeaning(index, phrase));
      if (!points.size && length === 1) {
        const other = meant(index, phrase[0]);
        if (other) {
          const words = other.split(" ");
          points = either(words.map((word) => byWord(index, word)).reduce(together), byMeaning(index, words));
          if (points.size) corrected.push(other);
        }
      }
      found = found === null ? points : together(found, points);
      at += length;
    }
    return { points: found, corrected };
  }

  // What fits: in the order that was asked for, and for each choice how many it would leave.
  function fitting(index, state) {
    const { points, corrected } = state.q.trim() ? searched(index, state.q) : { points: null, corrected: [] };
    const inOrder = Object.hasOwn(index.orders, state.sort) ? index.orders[state.sort] : index.practices.map((_, at) => at);
    const listed = index.listed === undefined ? inOrder.length : index.listed; // documents are found by words alone
    const worded = inOrder.filter((at) => points === null ? at < listed : points.has(at));
    if (points !== null && !state.sort) worded.sort((a, b) => points.get(b) - points.get(a));
    const chosen = Object.entries(state.of).filter(([, value]) => value);
    const has = (at, [key, value]) => (index.practices[at].of[key] || []).includes(value);
    const hits = worded.filter((at) => chosen.every((choice) => has(at, choice)));
    function left(key, value) {
      const others = chosen.filter(([other]) => other !== key);
      if (value) others.push([key, value]);
      return worded.filter((at) => others.every((choice) => has(at, choice))).length;
    }
    return { hits, left, corrected };
  }

  // What is shown ------------------------------------------------------------------------------

  function element(name, text, className) {
    const made = document.createElement(name);
    if (text) made.textContent = text;
    if (className) made.className = className;
    return made;
  }

  function shown(index, practice) {
    const item = element("li");
    const title = element("h2");
    const link = element("a", practice.title);
    link.href = root + practice.address;
    title.append(link);
    title.dir = "auto";
    item.append(title, element("p", practice.whose, "whose"), element("p", practice.short));
    const facts = element("dl", "", "glance");
    practice.facts.forEach(function (words, at) {
      if (!words) return;
      const pair = element("div", "", at < 2 ? "wide" : "");
      pair.append(element("dt", index.labels[at]), element("dd", words));
      facts.append(pair);
    });
    item.append(facts);
    return item;
  }

  function link(text, state) {
    const made = element("a", text);
    made.href = everything + query(state);
    return made;
  }

  function said(key, gaps) {
    return Object.entries(gaps || {}).reduce((text, [name, value]) => text.replace("{" + name + "}", value), form.dataset[key] || "");
  }

  function pager(state, pages) {
    const line = document.querySelector(".answers .pager");
    line.replaceChildren();
    if (pages > 1) {
      if (state.page > 1) line.append(link(said("before"), { ...state, page: state.page - 1 }), " ");
      line.append(element("span", said("pages", { n: state.page, m: pages })));
      if (state.page < pages) line.append(" ", link(said("next"), { ...state, page: state.page + 1 }));
    }
    line.hidden = pages < 2;
  }

  // Each filter as a link to what is asked now, with it; `left` says how many that would leave.
  function relink(state, left) {
    for (const one of filters ? filters.querySelectorAll("a[data-facet]") : []) {
      const { facet, value } = one.dataset;
      one.href = everything + query(changed(state, { of: { [facet]: value } }));
      if (!here) continue;
      if ((state.of[facet] || "") === value) one.setAttribute("aria-current", "true");
      else one.removeAttribute("aria-current");
      const tally = one.parentElement.querySelector(".number");
      if (tally) tally.textContent = left ? left(facet, value) : tally.dataset.all;
    }
    for (const one of orders ? orders.querySelectorAll("a[data-sort]") : []) {
      one.href = everything + query(changed(state, { sort: one.dataset.sort }));
      if (!here) continue;
      if (state.sort === one.dataset.sort) one.setAttribute("aria-current", "true");
      else one.removeAttribute("aria-current");
      if (one.dataset.matched) one.textContent = state.q.trim() ? one.dataset.matched : one.dataset.listed;
    }
  }

  function show(state) {
    const count = form.querySelector(".count");
    const found = document.querySelector(".answers .found");
    if (!isAsking(state)) {
      found.replaceChildren();
      found.hidden = true;
      count.textContent = "";
      pager(state, 1);
      relink(state);
      document.body.classList.remove("searching", "finding");
      return Promise.resolve();
    }
    return load().then(function (index) {
      performance.mark("spp-asked");
      const { hits, left, corrected } = fitting(index, state);
      const pages = Math.max(1, Math.ceil(hits.length / index.perPage));
      const at = { ...state, page: Math.min(state.page, pages) };
      const first = (at.page - 1) * index.perPage;
      found.replaceChildren(...hits.slice(first, first + index.perPage).map((one) => shown(index, index.practices[one])));
      found.start = first + 1;
      found.hidden = hits.length === 0;
      let words = hits.length === 1 ? said("one") : said("many", { n: hits.length });
      const filtered = Object.values(state.of).some(Boolean);
      const several = /\s/.test(state.q.trim());
      if (!hits.length) words = said(filtered ? "nothing" : several ? "none" : "noneOfOne");
      else if (corrected.length) words += ". " + said("meant", { n: corrected.join(" ") });
      count.textContent = words;
      if (!hits.length && filtered) count.append(" ", link(said("clear"), { ...state, of: {}, page: 1 }));
      pager(at, pages);
      relink(at, left);
      document.body.classList.add("searching");
      document.body.classList.toggle("finding", hits.length > 0);
      performance.measure("spp-search", "spp-asked");
    }, function () {
      count.textContent = said("failed");
    });
  }

  // What is done -------------------------------------------------------------------------------

  let state = asked();
  if (!form) {
    relink(state);
    return;
  }
  const box = form.querySelector("input");

  function go(next, remember) {
    state = next;
    try { // a page from a folder may change what follows its name, in most browsers
      window.history[remember](null, "", window.location.pathname + query(state));
    } catch (refused) { /* then the address stays, and the search works all the same */ }
    return show(state);
  }

  let waiting;
  box.addEventListener("focus", load, { once: true });
  box.addEventListener("input", function () {
    clearTimeout(waiting);
    waiting = setTimeout(function () { // so that a screen reader is not told of every letter
      go(changed(state, { q: box.value }), "replaceState");
    }, 150);
  });
  form.addEventListener("submit", function (event) {
    event.preventDefault();
    clearTimeout(waiting);
    go(changed(state, { q: box.value }), "pushState");
  });
  if (here) {
    document.addEventListener("click", function (event) {
      const one = event.target.closest("nav.filters a[data-facet], nav.orders a[data-sort], .answers .pager a");
      if (!one || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      const told = new URL(one.href).search;
      try { window.history.pushState(null, "", window.location.pathname + told); } catch (refused) { window.location.href = one.href; return; }
      state = asked();
      show(state).then(function () {
        if (one.closest(".pager")) form.querySelector(".count").scrollIntoView();
      });
    });
  }
  window.addEventListener("popstate", function () {
    state = asked();
    box.value = state.q;
    show(state);
  });

  form.hidden = false;
  box.value = state.q;
  show(state);
})();
