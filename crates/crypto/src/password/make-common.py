#!/usr/bin/env python3
"""Makes common.bin, the filter of weakness.rs, from a list of passwords, most common first.

    make-common.py 10-million-password-list-top-100000.txt common.bin

The list is that of SecLists (Passwords/Common-Credentials), MIT licence. Nothing of it can be read in
the filter: it is a Bloom filter of 2^21 bits, seven of them for each password (folded as the program
folds what is typed: lower case, letters and digits only), taken from its SHA-256.
"""
import hashlib
import sys

BITS = 1 << 21
COUNT = 100_000

source, target = sys.argv[1:]
with open(source, encoding="utf-8", errors="ignore") as lines:
    passwords = [line.rstrip("\n") for line, _ in zip(lines, range(COUNT))]
folded = {"".join(c for c in word.lower() if c.isalnum()) for word in passwords}
bits = bytearray(BITS // 8)
for word in folded:
    digest = hashlib.sha256(word.encode()).digest()
    for place in range(7):
        bit = int.from_bytes(digest[4 * place:4 * place + 4], "big") % BITS
        bits[bit // 8] |= 1 << bit % 8
with open(target, "wb") as out:
    out.write(bits)
print(f"{len(folded)} passwords")
