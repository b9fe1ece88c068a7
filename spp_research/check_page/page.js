"use strict";
(() => {
  const at = (id) => document.getElementById(id);
  const made = (name, text, kind) => {
    const node = document.createElement(name);
    if (text) node.textContent = text;
    if (kind) node.className = kind;
    return node;
  };
  // Said to whoever listens; shown too, unless it stands on the page already.
  const say = (text, shown = true) => {
    at("state").className = shown ? "" : "spoken";
    at("state").textContent = text;
  };
  const stop = (why) => {
    at("loading").hidden = at("form").hidden = at("busy").hidden = at("ids").hidden = true;
    at("why").textContent = why;
    at("stopped").hidden = false;
    say("This page cannot check anything here. " + why, false);
  };

  if (typeof WebAssembly === "undefined") {
    return stop("WebAssembly is switched off in this browser, and the checks run in it. In Edge that may be “Enhance your security on the web”, in the settings under Privacy: it can be switched off for this page, or the page opened in another browser.");
  }
  if (typeof DecompressionStream === "undefined" || typeof Worker === "undefined") {
    return stop("This browser is too old for it. Edge, Chrome or Firefox of the last three years will do.");
  }

  const help = JSON.parse(at("help").textContent);
  let worker, next = 0, ready = false, busy = false, again = false, stops = 0;
  const waiting = new Map();
  const ask = (message, transfer) => new Promise((done, failed) => {
    waiting.set(++next, { done, failed });
    worker.postMessage({ ...message, number: next }, transfer || []);
  });

  const source = URL.createObjectURL(new Blob([at("worker").textContent], { type: "text/javascript" }));
  const parts = {}; // kept: after a check that was stopped it is all begun anew
  for (const part of document.querySelectorAll("script[data-part]")) {
    parts[part.dataset.part] = part.textContent;
    part.remove();
  }
  function start() {
    const began = performance.now();
    ready = false;
    at("form").hidden = at("ids").hidden = true;
    at("loading").hidden = false;
    try {
      worker = new Worker(source); // a module worker is refused to a file
    } catch (error) {
      return stop("This browser does not let a page work in the background (" + error.name + ").");
    }
    worker.onerror = (event) => stop("Its Python could not be started. " + (event.message || ""));
    worker.onmessage = ({ data }) => told(data, began);
    worker.postMessage({ begin: parts });
  }
  let lastSaid = 0, early = [];
  function count(done, of) {
    const text = done + " of " + of + " checked";
    at("count").max = Math.max(1, of);
    at("count").value = done;
    at("counted").textContent = text;
    if (Date.now() - lastSaid < 3000) return; // whoever listens is told now and then
    lastSaid = Date.now();
    say(text, false);
  }
  function told(data, began) {
    if (data.step) {
      at("progress").value = data.step;
      at("step").textContent = data.text;
      // That it was stopped, or what was dropped too early, stays until it is ready.
      if (!again && !early.length) say(data.text, false);
    } else if (data.ready) {
      again = false;
      ready = true;
      document.documentElement.dataset.ready = Math.round(performance.now() - began);
      at("loading").hidden = true;
      at("form").hidden = at("ids").hidden = false;
      const chosen = early;
      early = [];
      if (chosen.length) check(chosen); else say("Ready. Choose files, or drop them here.");
    } else if (data.count !== undefined) {
      count(data.count, data.of);
    } else if (data.stopped) {
      stop(data.stopped);
    } else if (data.number) {
      const { done, failed } = waiting.get(data.number);
      waiting.delete(data.number);
      if (data.failed) failed(new Error(data.failed)); else done(data.answer);
    }
  }
  start();

  const stopped = () => new DOMException("stopped", "AbortError");
  // What runs cannot be asked to stop, so it is ended, with all that it had read.
  at("cancel").addEventListener("click", () => {
    stops += 1;
    worker.terminate();
    for (const { failed } of waiting.values()) failed(stopped());
    waiting.clear();
    again = true;
    start();
  });

  const MOST = 100 * 1024 * 1024, SEVERAL = 3000, MOST_TOLD = 8;
  async function check(chosen) {
    if (!chosen.length) return;
    if (!ready) { // until the page is ready nothing else shows that they were taken
      early = chosen;
      return say((chosen.length === 1 ? chosen[0].name : chosen.length + " files") + " will be checked as soon as the page is ready.");
    }
    if (busy) return say("The files before are still being checked. Drop these again when that has ended, or press Stop first.");
    if (chosen.length > SEVERAL) {
      return say(chosen.length + " files were chosen, and at most " + SEVERAL + " can be checked at once: choose the folder of the partnership itself.");
    }
    busy = true;
    say("Looking at " + (chosen.length === 1 ? chosen[0].name : chosen.length + " files") + "…");
    at("results").textContent = "";
    at("found").hidden = at("form").hidden = true;
    at("counted").textContent = "Reading the files…";
    at("count").removeAttribute("value");
    at("busy").hidden = false;
    lastSaid = Date.now();
    const files = [], lost = [], before = stops;
    for (const one of chosen) {
      if (stops > before) break;
      try {
        if (one.file.size > MOST) { lost.push(one.name + " was not read: it has more than 100 MB."); continue; }
        files.push({ name: one.name, bytes: await one.file.arrayBuffer() });
      } catch (error) {
        lost.push(one.name + " could not be opened. If it is open in Excel, or was saved since, close it and choose it again.");
      }
    }
    try {
      if (stops > before) throw stopped(); // while the files were read, when nobody waited yet
      const found = JSON.parse(await ask({ check: files }, files.map((one) => one.bytes)));
      at("form").hidden = false;
      show(found, lost);
    } catch (error) {
      if (error.name === "AbortError") {
        say("Checking was stopped, and nothing of it is kept. The page gets ready again.");
        at("state").focus();
      } else {
        at("form").hidden = false;
        say("The page itself has a fault, so nothing was checked: " + error.message + " Please tell whoever runs the kit.");
      }
    } finally {
      at("busy").hidden = true;
      busy = false;
    }
  }

  const OF_ONE = {
    covered: "The document is covered by a sign-off.",
    draft: "The document is a draft.",
    unknown: "Whether the document is signed off is not certain.",
  };
  const OF_MANY = { covered: ["covered by a sign-off"], draft: ["draft", "drafts"], unknown: ["not certain"] };
  function show(found, lost) {
    const results = at("results");
    let number = 0, books = 0, faulty = 0;
    const notRead = [...found.left, ...lost];
    let place = results;
    if (notRead.length > MOST_TOLD) { // or what is to be mended would stand below them all
      place = made("details");
      place.append(made("summary", "The " + notRead.length + " files that were not read, and why"));
      results.append(place);
    }
    for (const sentence of notRead) place.append(made("p", sentence, "note"));
    for (const group of found.groups) {
      const section = made("div", "", "group");
      for (const sentence of group.notes) section.append(made("p", sentence, "note"));
      const first = [], then = [], quiet = [];
      for (const book of group.books) {
        books += 1;
        const article = shown(book, number++);
        if (book.state === "to mend") {
          faulty += 1;
          first.push(article);
        } else if (book.documents.length || book.state === "not started" || Object.keys(book.sheets).length) {
          then.push(article);
        } else {
          quiet.push(book.name);
        }
      }
      section.append(...first, ...then);
      if (quiet.length) {
        const rest = made("div", "", "book"), list = made("ul");
        for (const name of quiet) list.append(made("li", name));
        rest.append(made("h3", then.length || first.length ? "Nothing to mend in these either" : "Nothing to mend"), list);
        if (!then.length && first.length) rest.firstChild.textContent = "Nothing to mend in these";
        section.append(rest);
      }
      results.append(section);
    }
    if (found.documents.length) {
      const section = made("div", "", "group");
      found.documents.forEach((one, index) => section.append(compared(one, index)));
      results.append(section);
    }
    if (found.certificates.length) {
      const section = made("div", "", "group");
      for (const one of found.certificates) {
        const article = made("article", "", one.again ? "book" : "book mend");
        article.append(made("h3", one.name));
        for (const sentence of one.sentences) article.append(made("p", sentence));
        section.append(article);
      }
      results.append(section);
    }
    if (found.shares.length) {
      const section = made("div", "", "group");
      for (const one of found.shares) section.append(shared(one));
      results.append(section);
    }
    const all = books === 1 ? "1 file checked" : books + " files checked";
    let told = faulty ? all + "; " + faulty + (faulty === 1 ? " has" : " have") + " faults to mend." : books ? all + ". Nothing must be mended." : "";
    const states = found.documents.map((one) => one.state);
    if (states.length === 1) told += " " + OF_ONE[states[0]];
    else if (states.length) {
      const counts = Object.entries(OF_MANY).map(([state, words]) => [states.filter((one) => one === state).length, words]);
      told += " Documents: " + counts.filter(([number]) => number).map(([number, words]) => number + " " + words[number > 1 ? words.length - 1 : 0]).join(", ") + ".";
    }
    if (found.certificates.length) {
      const again = found.certificates.filter((one) => one.again).length, of = found.certificates.length;
      told += of === 1 ? (again ? " The draw comes out again." : " The draw does not come out again.") : " Of " + of + " draws " + again + " come out again.";
    }
    if (found.shares.length) {
      const whole = found.shares.filter((one) => one.whole).length, of = found.shares.length;
      told += of === 1 ? (whole ? " The share file is whole." : " The share file cannot be used.") : " Of " + of + " share files " + whole + (whole === 1 ? " is" : " are") + " whole.";
    }
    const unread = notRead.length; // each is named below, with why
    if (told && unread) told += unread === 1 ? " One other file was not read; below it is said why." : " " + unread + " other files were not read; below it is said why.";
    told = told.trim() || "No file was checked.";
    results.prepend(made("p", told, "lead"));
    at("found").hidden = false;
    say(told, false);
    at("found-title").focus();
  }

  function shown(book, number) {
    const article = made("article", "", book.state === "to mend" ? "book mend" : "book");
    const title = made("h3", book.name);
    title.id = "book-" + number;
    article.setAttribute("aria-labelledby", title.id);
    article.append(title, made("p", book.told, "told"));
    for (const [sheet, findings] of Object.entries(book.sheets)) {
      if (sheet) article.append(made("h4", sheet));
      const list = made("ul");
      for (const finding of findings) {
        const item = made("li", finding.line, finding.severity);
        if (help[finding.code]) {
          const more = made("details");
          more.append(made("summary", "More about this"));
          for (const words of help[finding.code]) more.append(made("p", words));
          item.append(more);
        }
        list.append(item);
      }
      article.append(list);
    }
    if (book.later) article.append(made("p", book.later, "quiet-text"));
    if (book.copy) {
      const button = made("button", "Save the marked copy (" + book.copy + ")");
      button.type = "button";
      button.addEventListener("click", () => save(button, book, number));
      const line = made("p");
      line.append(button);
      article.append(line);
    }
    if (book.documents.length) article.append(documents(book));
    if (book.about_documents) article.append(made("p", book.about_documents, "quiet-text"));
    return article;
  }

  function shared(one) {
    const article = made("article", "", one.whole ? "book" : "book mend");
    article.append(made("h3", one.name));
    for (const sentence of one.sentences) article.append(made("p", sentence));
    for (const [title, lines] of one.parts) {
      const list = made("ul");
      for (const line of lines) list.append(made("li", line));
      article.append(made("h4", title), list);
    }
    return article;
  }

  function compared(one, index) {
    const article = made("article", "", one.state === "covered" ? "book" : "book mend");
    const title = made("h3", one.name);
    title.id = "document-" + index;
    article.setAttribute("aria-labelledby", title.id);
    article.append(title);
    if (one.about) article.append(made("p", one.about, "told"));
    for (const sentence of one.sentences) article.append(made("p", sentence));
    if (one.row) article.append(toPaste(one.row, index));
    return article;
  }

  function toPaste(row, index) {
    const part = made("div", "", "row");
    part.append(made("h4", "To sign this text off"));
    for (const sentence of row.how) part.append(made("p", sentence));
    if (row.pasted) {
      const label = made("label", "The row to paste"), area = made("textarea");
      area.id = label.htmlFor = "row-" + index;
      area.readOnly = true;
      area.rows = 2;
      area.value = row.pasted;
      area.addEventListener("focus", () => area.select());
      part.append(label, area);
    }
    const more = made("details"), table = made("table"), body = made("tbody");
    more.append(made("summary", "What goes into each column"));
    for (const [column, value] of row.cells) {
      const line = made("tr"), name = made("th", column);
      name.scope = "row";
      line.append(name, made("td", value));
      body.append(line);
    }
    table.append(body);
    more.append(table);
    part.append(more);
    return part;
  }

  function documents(book) {
    const more = made("details");
    const enough = book.documents.filter((one) => one.enough).length;
    more.append(made("summary", "Documents: " + enough + " of " + book.documents.length + " can be made. What is missing, and who may see them"));
    const table = made("table", "", "documents"), head = made("thead"), row = made("tr");
    for (const heading of ["Document", "What there is to say"]) {
      const cell = made("th", heading);
      cell.scope = "col";
      row.append(cell);
    }
    head.append(row);
    const body = made("tbody");
    for (const one of book.documents) {
      const line = made("tr"), name = made("th", one.title);
      name.scope = "row";
      line.append(name, made("td", one.sentences.join(" ")));
      body.append(line);
    }
    table.append(head, body);
    more.append(table);
    return more;
  }

  function give(bytes, name) {
    const link = made("a");
    // Of no kind that a browser would open, or name otherwise, by itself.
    link.href = URL.createObjectURL(new Blob([bytes], { type: name.endsWith(".xlsx") ? "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" : "application/octet-stream" }));
    link.download = name;
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
    say(name + " was given to the browser to save. Look into the folder of downloads.");
  }

  async function save(button, book, number) {
    button.disabled = true;
    try {
      give(await ask({ copy: number }), book.copy);
    } catch (error) {
      say("The marked copy could not be made: " + error.message);
    }
    button.disabled = false;
  }

  // An ID in place of each pupil: what has to be decided is asked for in the form itself.
  const read = async (input) => {
    const file = input.files[0];
    return file && { name: file.name, bytes: await file.arrayBuffer() };
  };
  function question(header, what, number) {
    const set = made("fieldset");
    set.append(made("legend", "“" + header + "” (" + what + "): can pupils be told by it?"));
    for (const [value, text] of [["leave_out", "Yes: leave the column out"], ["keep", "No: keep it"]]) {
      const label = made("label"), choice = made("input");
      choice.type = "radio";
      choice.name = "ids-" + number;
      choice.value = value;
      choice.required = true;
      choice.dataset.header = header;
      label.append(choice, " " + text);
      set.append(label);
    }
    return set;
  }
  function askFurther(told) {
    const asked = at("ids-asked");
    if (told.no_column && !at("ids-column")) {
      const label = made("label", "No column says who a row is about. The header of the one that does"), field = made("input");
      field.id = label.htmlFor = "ids-column";
      field.required = true;
      asked.append(label, field);
    } else if (told.no_column) {
      at("ids-made").append(made("p", "There is no column with that header: write it as it stands in the file.", "note"));
    }
    told.asked.forEach(([header, what]) => asked.append(question(header, what, asked.childElementCount)));
    const first = told.no_column ? at("ids-column") : [...asked.querySelectorAll("fieldset")].filter((set) => !set.querySelector(":checked")).map((set) => set.querySelector("input"))[0];
    if (first) first.focus();
    say(told.no_column ? "No column says who a row is about." : "Something has to be decided first, so nothing was made.", false);
  }
  async function makeIds() {
    const chosen = [...at("ids-asked").querySelectorAll(":checked")];
    const decided = (value) => chosen.filter((one) => one.value === value).map((one) => one.dataset.header);
    const column = at("ids-column");
    at("ids-made").textContent = "";
    const file = await read(at("ids-file")), key = await read(at("ids-key"));
    if (file.bytes.byteLength > MOST) return at("ids-made").append(made("p", file.name + " has more than 100 MB.", "note"));
    const wanted = { file, key, column: column ? column.value : "", keep: decided("keep"), leave_out: decided("leave_out"), list: at("ids-list").checked };
    const told = await ask({ ids: wanted });
    if (told.no_column || told.asked.length) return askFurther(told);
    for (const one of told.files) {
      const line = made("p"), button = made("button", "Save " + one.name);
      button.type = "button";
      button.addEventListener("click", () => give(one.bytes, one.name));
      line.append(button);
      at("ids-made").append(made("p", one.about), line);
    }
    for (const sentence of told.sentences) at("ids-made").append(made("p", sentence, told.files.length ? "" : "note"));
    at("ids-made").focus();
  }
  for (const id of ["ids-file", "ids-key"]) {
    at(id).addEventListener("change", () => {
      if (id === "ids-file") at("ids-asked").textContent = ""; // of the file before
      at("ids-made").textContent = "";
    });
  }
  at("ids-form").addEventListener("submit", async (event) => {
    event.preventDefault();
    at("ids-make").disabled = true;
    try {
      await makeIds();
    } catch (error) {
      const why = error.name === "NotReadableError" ? "The file could not be opened. If it is open in Excel, or was saved since, close it and choose it again." : "The page itself has a fault, so nothing was made: " + error.message + " Please tell whoever runs the kit.";
      at("ids-made").append(made("p", why, "note"));
    }
    at("ids-make").disabled = false;
  });

  const named = (files) => [...files].map((file) => ({ file, name: file.webkitRelativePath || file.name }));
  for (const id of ["files", "folder"]) {
    at(id).addEventListener("change", (event) => {
      const chosen = named(event.target.files);
      event.target.value = "";
      check(chosen);
    });
  }
  at("form").addEventListener("submit", (event) => event.preventDefault());

  // A folder that is dropped has entries to be walked through; some browsers refuse that from a
  // page that was opened by double-click, and then the button for folders does it.
  async function within(entry, folder) {
    if (entry.isFile) {
      const file = await new Promise((done, failed) => entry.file(done, failed));
      return [{ file, name: folder + entry.name }];
    }
    const reader = entry.createReader(), found = [];
    for (;;) {
      const some = await new Promise((done, failed) => reader.readEntries(done, failed));
      if (!some.length) return found;
      for (const one of some) found.push(...(await within(one, folder + entry.name + "/")));
    }
  }
  async function dropped(transfer) {
    const entries = [...transfer.items].map((item) => item.webkitGetAsEntry && item.webkitGetAsEntry()).filter(Boolean);
    const loose = named(transfer.files);
    if (!entries.some((entry) => entry.isDirectory)) return loose;
    try {
      const found = [];
      for (const entry of entries) found.push(...(await within(entry, "")));
      return found;
    } catch (error) {
      say("This browser does not let the page look into a folder that is dropped. Use the button “Choose a folder”.");
      return [];
    }
  }
  for (const kind of ["dragenter", "dragover"]) {
    document.addEventListener(kind, (event) => { event.preventDefault(); document.body.classList.add("over"); });
  }
  document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) document.body.classList.remove("over"); });
  document.addEventListener("drop", async (event) => {
    event.preventDefault();
    document.body.classList.remove("over");
    check(await dropped(event.dataTransfer));
  });
})();
