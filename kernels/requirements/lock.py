"""Pins NAME.in into NAME.txt: python lock.py lab test    (needs `pip install uv` beforehand)

Every package of the full closure gets one version and the hashes of all its files that CPython 3.10 to 3.14 can use on
Linux x86-64, so that `pip install --require-hashes -r NAME.txt` takes exactly these files or none. A source archive is
listed only where there is no wheel.
"""
import pathlib, re, subprocess, sys, tempfile, tomllib

HERE = pathlib.Path(__file__).resolve().parent
PLATFORM = "sys_platform == 'linux' and platform_machine == 'x86_64' and implementation_name == 'cpython'"
USABLE = re.compile(r"-(py3|py2\.py3|cp310|cp311|cp312|cp313|cp314|cp3\d?-abi3|cp3\d-abi3)-.*(any|manylinux.*x86_64)\.whl$")


def resolve(name):
    """The closure of NAME.in as uv's lock format (PEP 751), a dict."""
    with tempfile.TemporaryDirectory() as tmp:
        tmp = pathlib.Path(tmp)
        (tmp / "pyproject.toml").write_text(
            f'[project]\nname = "lock"\nversion = "0"\nrequires-python = ">=3.10"\n[tool.uv]\nenvironments = ["{PLATFORM}"]\n')
        subprocess.run([sys.executable, "-m", "uv", "pip", "compile", "-q", "--universal", "--python-version", "3.10",
                        "--format", "pylock.toml", "-o", str(tmp / "pylock.toml"), str(HERE / f"{name}.in")], cwd=tmp, check=True)
        return tomllib.loads((tmp / "pylock.toml").read_text())


def file_name(entry):
    return entry.get("name") or entry["url"].rsplit("/", 1)[-1]


def lines(package):
    wheels = [w for w in package.get("wheels", []) if USABLE.search(file_name(w))]
    files = wheels or [package["sdist"]]
    marker = package.get("marker", "")
    for implied in PLATFORM.split(" and ") + ["python_full_version >= '3.10'"]:
        marker = re.sub(rf"^{re.escape(implied)}( and |$)|( and ){re.escape(implied)}$", "", marker.replace(f" and {implied} and ", " and "))
    yield f"{package['name']}=={package['version']}" + (f" ; {marker}" if marker else "") + " \\"
    hashes = sorted(f["hashes"]["sha256"] for f in files)
    for digest in hashes:
        yield f"    --hash=sha256:{digest}" + ("" if digest == hashes[-1] else " \\")


for name in sys.argv[1:]:
    lock = resolve(name)
    out = [f"# The full closure of {name}.in for CPython 3.10 and newer on Linux x86-64, made by lock.py. Install with",
           f"# pip install --require-hashes -r {name}.txt"]
    asked = re.findall(r"^[\w.-]+", (HERE / f"{name}.in").read_text(), re.M)
    # What was asked for comes first: ipd reports the first one's version.
    for package in sorted(lock["packages"], key=lambda p: (asked.index(p["name"]) if p["name"] in asked else len(asked), p["name"])):
        out += lines(package)
    (HERE / f"{name}.txt").write_text("\n".join(out) + "\n")
    print(f"{name}.txt: {len(lock['packages'])} packages")
