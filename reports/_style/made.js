// Run by Quarto, with its own Deno, after it rendered something in a workspace (see _quarto.yml).
//
// What Quarto has made of a report lacks the last touches of the kit (Word's header and rows, what
// programs read of a public page), and nothing says yet that it was made and not written by a person.
// `spp finish` does both. Without it there is a note beside the report of what Quarto made.

const REPORT = /^reports\/[^\/]+\/[^\/]+\/report\.(html|docx|pdf)$/;
const RECORD = ".made-by-quarto.json";

const listed = Deno.env.get("QUARTO_USE_FILE_FOR_PROJECT_OUTPUT_FILES");
const said = listed
  ? Deno.readTextFileSync(listed)
  : Deno.env.get("QUARTO_PROJECT_OUTPUT_FILES") ?? "";
const made = said.split("\n").map((path) => path.trim().replaceAll("\\", "/"))
  .filter((path) => REPORT.test(path));

// The kit, by the name that it was given or the usual one; false where there is none.
function finished() {
  try {
    const done = new Deno.Command(Deno.env.get("SPP_COMMAND") ?? "spp", {
      args: ["finish", ...made],
      stdout: "inherit",
      stderr: "inherit",
    }).outputSync();
    return done.success;
  } catch {
    return false;
  }
}

async function note(path) {
  const slash = path.lastIndexOf("/");
  const record = `${path.slice(0, slash)}/${RECORD}`;
  let noted = {};
  try {
    noted = JSON.parse(Deno.readTextFileSync(record));
  } catch {
    // the first time
  }
  const digest = await crypto.subtle.digest("SHA-256", Deno.readFileSync(path));
  noted[path.slice(slash + 1)] = Array.from(new Uint8Array(digest))
    .map((byte) => byte.toString(16).padStart(2, "0")).join("");
  Deno.writeTextFileSync(record, JSON.stringify(noted, null, 2) + "\n");
}

if (made.length > 0 && !finished()) {
  for (const path of made) {
    await note(path);
  }
  console.error(
    "The command spp is not on PATH, or could not finish these documents: the Word files lack " +
      "their header, and the reports are made anew by the next: spp report",
  );
}
