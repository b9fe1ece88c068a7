// Run by `quarto preview` in a workspace (see _quarto.yml) in place of Quarto's own server, which would
// hand out the whole folder: workbooks, pupils' files and share files as well as documents.
//
// Only finished documents are handed out, with what they show, and only to this computer.

const [port, host] = Deno.args;
const root = Deno.realPathSync(".");
const TYPES = {
  html: "text/html; charset=utf-8",
  css: "text/css; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  svg: "image/svg+xml",
  png: "image/png",
  jpg: "image/jpeg",
  jpeg: "image/jpeg",
  gif: "image/gif",
  webp: "image/webp",
  woff2: "font/woff2",
  pdf: "application/pdf",
  docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
  pptx: "application/vnd.openxmlformats-officedocument.presentationml.presentation",
};
// Folders of a workspace that hold no finished document.
const KEPT = [
  "schools", "share", "cycles", "surveys", "partners", "signed", "plan", "status", "old",
  "notebooks", "data_templates", "site",
];
const LISTS = ["/reports/index.html", "/reports/start.html"];
const LOCAL = ["127.0.0.1", "localhost"];
// Looks once a second whether the page was made anew, as Quarto's own server would.
const WATCH = `<script>{let was;setInterval(async()=>{try{const now=await(await fetch(location.pathname,` +
  `{method:"HEAD"})).headers.get("last-modified");if(was&&now&&was!==now)location.reload();was=now??was}` +
  `catch{}},1000)}</script>`;

// The file that an address stands for; nothing where there is none that may be seen.
function fileOf(address) {
  try {
    const path = Deno.realPathSync(`${root}/${decodeURIComponent(address)}`);
    if (!path.startsWith(root) || !Deno.statSync(path).isFile) {
      return;
    }
    const parts = path.slice(root.length).split(/[\\/]/).filter(Boolean);
    const folders = parts.slice(0, -1);
    const hidden = folders.some((part, at) => /^[._]/.test(part) && !(at === 0 && part === "_site"));
    const type = TYPES[parts.at(-1).split(".").at(-1).toLowerCase()];
    const open = type && !hidden && !/^[.~_]/.test(parts.at(-1)) && !KEPT.includes(parts[0].toLowerCase());
    return open ? { path, type, changed: Deno.statSync(path).mtime } : undefined;
  } catch {
    // no such file, or no address
  }
}

function answer(request) {
  // Another site's page that was made to call this computer by a name of its own is sent away.
  const called = (request.headers.get("host") ?? "").replace(/:\d+$/, "");
  if (!LOCAL.includes(called)) {
    return new Response("This preview is for the computer that it runs on.\n", { status: 403 });
  }
  const address = new URL(request.url).pathname;
  if (address === "/") {
    const list = LISTS.find(fileOf);
    return list
      ? new Response(null, { status: 302, headers: { location: list } })
      : new Response("No report has been made yet. To make them: spp report --all\n", { status: 404 });
  }
  const file = fileOf(address.endsWith("/") ? `${address}index.html` : address);
  if (!file) {
    return new Response("There is no finished document at this address. The list of them is at /\n", {
      status: 404,
    });
  }
  const headers = {
    "content-type": file.type,
    "cache-control": "no-store",
    "last-modified": file.changed?.toUTCString() ?? "",
    "x-content-type-options": "nosniff",
  };
  if (request.method === "HEAD") {
    return new Response(null, { headers });
  }
  const body = Deno.readFileSync(file.path);
  const page = file.type.startsWith("text/html");
  return new Response(page ? new TextDecoder().decode(body) + WATCH : body, { headers });
}

const listening = Deno.serve({
  port: Number(port),
  hostname: "127.0.0.1",
  onListen: () => console.log("Documents are shown to this computer alone."),
}, answer);
if (host && !LOCAL.includes(host)) {
  console.error(`Not shown on ${host}: not every report is for everybody who could reach it there.`);
}

// When Quarto ends without a word, nobody reads what is written any more.
const BEAT = new TextEncoder().encode("\r");
setInterval(() => {
  try {
    Deno.stdout.writeSync(BEAT);
  } catch {
    Deno.exit();
  }
}, 3000);
await listening.finished;
