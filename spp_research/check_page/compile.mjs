// Compiles folders of Python with the very Python that will run them, so that no browser has to.
import { argv } from "node:process";
import { pathToFileURL } from "node:url";

const [, , pyodide, ...folders] = argv;
const { loadPyodide } = await import(pathToFileURL(`${pyodide}/pyodide.mjs`).href);
const python = await loadPyodide({ packageCacheDir: pyodide });
python.runPython(`
import compileall, os, py_compile

def compiled(folder, found_as):
    # Pyodide reads what stands in front of its own functions; of all others no words are kept.
    for optimize, own in ((0, ("pyodide", "_pyodide")), (2, (".",))):
        for part in own:
            compileall.compile_dir(
                os.path.normpath(f"{folder}/{part}"), quiet=1, legacy=True, optimize=optimize,
                stripdir=folder, prependdir=found_as,
                invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
            )
            for place, _, names in os.walk(os.path.normpath(f"{folder}/{part}")):
                for name in names:
                    if name.endswith(".py"):
                        os.remove(f"{place}/{name}")
`);
for (const [number, folder] of folders.entries()) {
  const [from, as] = folder.split("=");
  python.mountNodeFS(`/folder${number}`, from);
  python.globals.get("compiled")(`/folder${number}`, as);
}
