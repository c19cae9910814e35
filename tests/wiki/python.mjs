// Wikis from the Python package index, each in an environment of its own that outlives the tests.
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

import { isThere } from "./parts.mjs";

const CACHE = join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "muster-wikis");

/**
 * The Python that has this package, or in `missing` the reason why there is none. A package that is `small` is installed;
 * others are used where somebody installed them.
 */
export function pythonWith(name, version, { small = false } = {}) {
  const wanted = `${name}==${version}`;
  const folder = join(CACHE, `${name}-${version}`);
  const python = join(folder, "bin/python");
  const has = () => isThere(python, ["-c", `from importlib.metadata import version as v; assert v("${name}") == "${version}"`]);
  if (existsSync(python) && has()) return { python };
  if (!small) return { missing: `${name} is not installed (\`python3 -m venv ${folder} && ${python} -m pip install ${wanted}\`)` };
  if (!isThere("python3", ["-c", "import venv, ensurepip"])) return { missing: "Python has no venv here (Debian: `apt-get install python3-venv`)" };
  const installs = isThere("python3", ["-m", "venv", folder]) && isThere(python, ["-m", "pip", "install", "--quiet", wanted]) && has();
  return installs ? { python } : { missing: `${wanted} could not be installed from the Python package index` };
}
