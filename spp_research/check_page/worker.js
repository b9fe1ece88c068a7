// Runs beside the page: Python and the checks, from the parts that the page carries.
const step = (number, text) => postMessage({ step: number, text });
let parts, check, putIds, found, python;

function binary(text) {
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(text);
  const letters = atob(text), bytes = new Uint8Array(letters.length);
  for (let i = 0; i < letters.length; i += 1) bytes[i] = letters.charCodeAt(i);
  return bytes;
}
const opened = (name) => new Blob([binary(parts[name])]).stream().pipeThrough(new DecompressionStream("gzip"));
const bytes = async (name) => new Uint8Array(await new Response(opened(name)).arrayBuffer());
const module = async (name) => import(URL.createObjectURL(new Blob([await bytes(name)], { type: "text/javascript" })));

// What Python's own loader asks for is in the page; whatever else is asked for is refused here, and
// would be refused by the browser.
const TYPES = { "pyodide.asm.wasm": "application/wasm", "python_stdlib.zip": "application/zip" };
globalThis.fetch = async (asked) => {
  const name = String(asked.url || asked).split("/").pop().split("?")[0];
  if (!TYPES[name]) throw new Error("Nothing is fetched: " + name);
  return new Response(opened(name), { headers: { "content-type": TYPES[name] } });
};

function unpack(archive) {
  const size = new DataView(archive.buffer, archive.byteOffset).getUint32(0);
  const list = JSON.parse(new TextDecoder().decode(archive.subarray(4, 4 + size)));
  let at = 4 + size;
  const there = new Set();
  for (const [name, length] of list) {
    const path = "/kit/" + name, folder = path.slice(0, path.lastIndexOf("/"));
    if (!there.has(folder)) { python.FS.mkdirTree(folder); there.add(folder); }
    python.FS.writeFile(path, archive.subarray(at, at + length));
    at += length;
  }
}

async function begin(given) {
  parts = given;
  step(1, "Unpacking…");
  const kit = bytes("kit");
  const [{ loadPyodide }, made] = await Promise.all([module("pyodide.mjs"), module("pyodide.asm.mjs")]);
  step(2, "Starting Python…");
  python = await loadPyodide({
    indexURL: "https://page.invalid/",
    createPyodideModule: made.default,
    lockFileContents: parts.lock,
    env: { HOME: "/home", PYTHONDONTWRITEBYTECODE: "1" },
  });
  step(3, "Loading the checks…");
  unpack(await kit);
  parts = null;
  python.runPython("import sys; sys.path.insert(0, '/kit')");
  check = python.runPython("from spp_research.check_page.in_browser import check; check");
  putIds = python.runPython("from spp_research.check_page.in_browser import put_ids; put_ids");
  python.FS.mkdirTree("/chosen");
  step(4, "Ready");
  postMessage({ ready: true });
  // What the first file needs besides, while somebody looks for it.
  setTimeout(() => python.runPython("import python_calamine, xlsxwriter"), 50);
}

function checked(files) {
  if (found) {
    found.forget();
    found.destroy();
    found = undefined;
  }
  const names = files.map((one, number) => {
    const path = "/chosen/" + number;
    python.FS.writeFile(path, new Uint8Array(one.bytes));
    return [one.name, path];
  });
  try {
    let last = 0;
    const answer = check(JSON.stringify(names), (done, of) => {
      if (done && Date.now() - last < 100) return;
      last = Date.now();
      postMessage({ count: done, of });
    });
    const told = answer.get(0);
    found = answer.get(1);
    answer.destroy();
    return told;
  } finally {
    for (const [, path] of names) python.FS.unlink(path);
  }
}

function copied(number) {
  const path = found.write_copy(number, "/chosen");
  const content = python.FS.readFile(path);
  python.FS.unlink(path);
  return content;
}

// The file, the key and what was made are gone from here as soon as the page has them.
function withIds({ file, key, ...wanted }) {
  const paths = [];
  const lay = (one, path) => {
    python.FS.writeFile(path, new Uint8Array(one.bytes));
    paths.push(path);
    return path;
  };
  try {
    const asked = { ...wanted, name: file.name, path: lay(file, "/chosen/file"), key_name: key ? key.name : "", key_path: key ? lay(key, "/chosen/key") : "" };
    const told = JSON.parse(putIds(JSON.stringify(asked), "/chosen"));
    told.files = told.files.map(([name, path, about]) => {
      paths.push(path);
      return { name, about, bytes: python.FS.readFile(path) };
    });
    return told;
  } finally {
    for (const path of paths) python.FS.unlink(path);
  }
}

onmessage = async ({ data }) => {
  if (data.begin) {
    try {
      await begin(data.begin);
    } catch (error) {
      postMessage({ stopped: "Its Python could not be started (" + (error.name || "error") + ": " + String(error.message || error).split("\n").filter(Boolean).pop() + ")." });
    }
    return;
  }
  const { number } = data;
  try {
    const answer = data.check ? checked(data.check) : data.ids ? withIds(data.ids) : copied(data.copy);
    postMessage({ number, answer });
  } catch (error) {
    // The last line of a traceback may quote a cell; what kind of error it was may not.
    const lines = String(error.message).trim().split("\n");
    const place = lines.filter((line) => line.includes("spp_research")).pop() || "";
    postMessage({ number, failed: lines.pop().split(":")[0] + " " + place.trim() });
  }
};
