// Compiles a folder of Python with the very Python that will run it, so that no browser has to.
import { argv } from "node:process";
import { pathToFileURL } from "node:url";

const [, , pyodide, folder] = argv;
const { loadPyodide } = await import(pathToFileURL(`${pyodide}/pyodide.mjs`).href);
const python = await loadPyodide({ packageCacheDir: pyodide });
python.mountNodeFS("/folder", folder);
python.runPython(`
import compileall, os, py_compile
compileall.compile_dir(
    "/folder", quiet=1, legacy=True, optimize=2, stripdir="/folder", prependdir="/kit",
    invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
)
for place, _, names in os.walk("/folder"):
    for name in names:
        if name.endswith(".py"):
            os.remove(f"{place}/{name}")
`);
