// Run by Quarto, with its own Deno, before it renders anything in a workspace (see _quarto.yml).
//
// A report is rendered beside its report.qmd and nowhere else. An output folder, whoever asks for
// it (--output-dir, a profile, a _quarto.yml.local), could be the website or a folder that others
// see, and not every report is for everybody. So it is refused before the first is rendered.

const folder = Deno.env.get("QUARTO_PROJECT_OUTPUT_DIR");

function isHere(path) {
  try {
    return Deno.realPathSync(path) === Deno.realPathSync(".");
  } catch {
    return false; // there is no such folder yet
  }
}

if (folder && !isHere(folder)) {
  console.error(
    `Refused: Quarto was told to put the reports into ${folder}. Reports are made beside their ` +
      "report.qmd, because not all of them are for everybody. Take output-dir out, or make the " +
      "website with: spp site",
  );
  Deno.exit(1);
}

// `quarto publish` of a report renders it in place and then sends it out. Quarto tells a script nothing
// of that, so the command is looked up: it is the process that runs this script.
function command() {
  const told = (program, args) =>
    new TextDecoder().decode(new Deno.Command(program, { args, stderr: "null" }).outputSync().stdout);
  try {
    const pid = Deno.ppid;
    if (Deno.build.os === "linux") {
      return Deno.readTextFileSync(`/proc/${pid}/cmdline`).replaceAll("\0", " ");
    }
    if (Deno.build.os === "windows") {
      const asked = `(Get-CimInstance Win32_Process -Filter "ProcessId=${pid}").CommandLine`;
      return told("powershell", ["-NoProfile", "-NonInteractive", "-Command", asked]);
    }
    return told("ps", ["-ww", "-o", "command=", "-p", String(pid)]);
  } catch {
    return ""; // not known here; docs/quarto.md says what publishing does
  }
}

// The first word after what Quarto takes before a command: a page or a profile may have the name too.
const VALUED = "--(?:profile|log|log-level|log-format)";
const PUBLISHES = new RegExp(
  `quarto\\.[jt]s"?(?:\\s+${VALUED}[=\\s]\\s*\\S+|\\s+(?!${VALUED}\\s)-\\S+)*\\s+"?publish(?:["\\s]|$)`,
);
if (PUBLISHES.test(command())) {
  console.error(
    "Refused: quarto publish sends a report out as it is, and not all of them are for everybody. To " +
      "put on the web what is signed off for everyone, make it with spp site and copy the folder _site.",
  );
  Deno.exit(1);
}

// Quarto writes a Word file over the one that is there. One that somebody has edited is put aside
// first: it is known by the hash that the kit, or the note of made.js, has of the file as it was made.
async function isEdited(path, folder) {
  const known = [];
  for (const [name, hashes] of [["manifest.json", (said) => said.sha256], [".made-by-quarto.json", (said) => said]]) {
    try {
      known.push(hashes(JSON.parse(Deno.readTextFileSync(`${folder}/${name}`)))?.["report.docx"]);
    } catch {
      // there is none, or it is of an earlier kit
    }
  }
  const hashes = known.filter((hash) => typeof hash === "string");
  const digest = await crypto.subtle.digest("SHA-256", Deno.readFileSync(path));
  const hash = Array.from(new Uint8Array(digest))
    .map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hashes.length > 0 && !hashes.includes(hash);
}

function freeName(folder) {
  for (let number = 1; ; number++) {
    const name = number === 1 ? "report.edited.docx" : `report.edited-${number}.docx`;
    try {
      Deno.lstatSync(`${folder}/${name}`);
    } catch {
      return name;
    }
  }
}

const listed = Deno.env.get("QUARTO_USE_FILE_FOR_PROJECT_INPUT_FILES");
const inputs = listed
  ? Deno.readTextFileSync(listed)
  : Deno.env.get("QUARTO_PROJECT_INPUT_FILES") ?? "";
for (const input of inputs.split("\n").map((path) => path.trim().replaceAll("\\", "/"))) {
  const folder = input.replace(/\/?report\.qmd$/, "");
  if (folder === input) {
    continue; // no report
  }
  const path = `${folder}/report.docx`;
  let edited = false;
  try {
    edited = await isEdited(path, folder);
  } catch {
    // no Word file yet
  }
  if (edited) {
    const name = freeName(folder);
    Deno.copyFileSync(path, `${folder}/${name}`);
    console.error(`${path} was edited after it was made, so it is kept as ${name}.`);
  }
}
