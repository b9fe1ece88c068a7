// Sent with a document that is open in the browser, never part of the file: it listens for the next
// version, shows that one, and until then says what there is to say of this one. While nobody can
// see the page it does not listen, since a browser has six lines to one address and no more.
(() => {
  const address = document.currentScript.dataset.changes;
  const bar = document.createElement("p");
  bar.setAttribute("role", "status");
  bar.style.cssText =
    "position:sticky;top:0;z-index:9;margin:0;padding:.6em 1em;color:#222;background:#fff3cd;" +
    "border-bottom:2px solid #8a6100;font:1rem/1.4 sans-serif";
  bar.hidden = true;
  document.body.prepend(bar);
  addEventListener("beforeprint", () => { bar.style.display = "none"; });
  addEventListener("afterprint", () => { bar.style.display = ""; });
  let listens = null;
  const stop = () => { listens?.close(); listens = null; };
  const listen = () => {
    if (listens || document.hidden) return;
    listens = new EventSource(address);
    listens.addEventListener("made", () => { stop(); location.reload(); });
    listens.addEventListener("note", (event) => {
      bar.textContent = JSON.parse(event.data);
      bar.hidden = !bar.textContent;
    });
  };
  addEventListener("pagehide", stop);
  addEventListener("pageshow", listen);
  document.addEventListener("visibilitychange", () => (document.hidden ? stop() : listen()));
  listen();
})();
