#!/usr/bin/env python3
"""Makes advisories.tsv from a checkout (or bare clone) of the RustSec advisory database.

    make-advisories.py PATH-TO-ADVISORY-DB > advisories.tsv
"""
import re
import subprocess
import sys
import tomllib

repository = sys.argv[1]


def git(*arguments):
    return subprocess.run(["git", "-C", repository, *arguments], check=True, capture_output=True, text=True).stdout


date = git("log", "-1", "--format=%cs").strip()
commit = git("rev-parse", "HEAD").strip()
print(f"# RustSec advisory database of {date} (commit {commit}), CC0-1.0;")
print("# made by make-advisories.py. id, package, kind, patched, unaffected (ranges joined by |).")
lines = []
for path in git("ls-tree", "-r", "--name-only", "HEAD", "crates").split():
    block = re.search(r"```toml\n(.*?)```", git("show", f"HEAD:{path}"), re.S)
    if not block:
        continue
    found = tomllib.loads(block.group(1))
    advisory, versions = found["advisory"], found.get("versions", {})
    if "withdrawn" in advisory:
        continue
    ranges = ["|".join(versions.get(name, [])) for name in ("patched", "unaffected")]
    lines.append("\t".join([advisory["id"], advisory["package"], advisory.get("informational", "vulnerability"), *ranges]))
print("\n".join(sorted(lines)))
