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
