//! The Merkle tree of an append-only log: roots, and proofs that something is in it and that a
//! later tree holds an earlier one.
//!
//! Standard: RFC 6962, 2.1. Whole subtrees never change, so whoever keeps their hashes makes each
//! proof from a few of them.

use crate::hash::sha256;

/// A hash of the tree.
pub type TreeHash = [u8; 32];

/// The hash of a leaf's content.
pub fn leaf_hash(content: &[u8]) -> TreeHash {
    sha256(&[&[0], content].concat())
}

/// The hash of two subtrees side by side.
pub fn node_hash(left: &TreeHash, right: &TreeHash) -> TreeHash {
    sha256(&[&[1][..], left, right].concat())
}

/// Where the hashes of whole subtrees come from: of that height (0: leaves), the how manieth.
pub trait Subtrees {
    /// Why a hash could not be had.
    type Error;

    /// One hash.
    fn subtree(&mut self, height: u32, place: u64) -> Result<TreeHash, Self::Error>;
}

/// The root of the tree of the first `size` leaves.
pub fn root<S: Subtrees>(from: &mut S, size: u64) -> Result<TreeHash, S::Error> {
    if size == 0 { Ok(sha256(b"")) } else { range(from, 0, size) }
}

/// The proof that a leaf is in the tree of that size: the hashes beside its way up.
pub fn inclusion<S: Subtrees>(
    from: &mut S,
    leaf: u64,
    size: u64,
) -> Result<Vec<TreeHash>, S::Error> {
    let mut path = Vec::new();
    let (mut start, mut length) = (0, size);
    // From the root down: what is not the leaf's half is its sister.
    while length > 1 {
        let half = half_of(length);
        if leaf - start < half {
            path.push(range(from, start + half, length - half)?);
            length = half;
        } else {
            path.push(range(from, start, half)?);
            start += half;
            length -= half;
        }
    }
    path.reverse();
    Ok(path)
}

/// The proof that the tree of `new` leaves begins with that of `old` ones (1 to `new`).
pub fn consistency<S: Subtrees>(
    from: &mut S,
    old: u64,
    new: u64,
) -> Result<Vec<TreeHash>, S::Error> {
    let mut path = Vec::new();
    let (mut start, mut length, mut is_known) = (0, new, true);
    let mut rest = old;
    while rest != length {
        let half = half_of(length);
        if rest <= half {
            path.push(range(from, start + half, length - half)?);
            length = half;
        } else {
            path.push(range(from, start, half)?);
            start += half;
            length -= half;
            rest -= half;
            is_known = false;
        }
    }
    if !is_known {
        path.push(range(from, start, length)?);
    }
    path.reverse();
    Ok(path)
}

/// The hash over so many leaves from `start` on, which is a place where such a tree may begin.
fn range<S: Subtrees>(from: &mut S, start: u64, length: u64) -> Result<TreeHash, S::Error> {
    if length.is_power_of_two() {
        let height = length.trailing_zeros();
        return from.subtree(height, start >> height);
    }
    let half = half_of(length);
    let left = range(from, start, half)?;
    let right = range(from, start + half, length - half)?;
    Ok(node_hash(&left, &right))
}

/// The largest power of two below a length of at least two.
fn half_of(length: u64) -> u64 {
    1 << (length - 1).ilog2()
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use super::*;

    /// All leaves in memory; a subtree is computed by the definition of RFC 6962.
    struct Leaves(Vec<TreeHash>);

    impl Leaves {
        fn of(count: u64) -> Self {
            Self((0..count).map(|n| leaf_hash(&n.to_be_bytes())).collect())
        }
    }

    fn defined(leaves: &[TreeHash]) -> TreeHash {
        match leaves {
            [] => sha256(b""),
            [one] => *one,
            many => {
                let mut half = 1;
                while half * 2 < many.len() {
                    half *= 2;
                }
                node_hash(&defined(&many[..half]), &defined(&many[half..]))
            }
        }
    }

    impl Subtrees for Leaves {
        type Error = Infallible;

        fn subtree(&mut self, height: u32, place: u64) -> Result<TreeHash, Infallible> {
            let (width, start) = (1_usize << height, (place << height) as usize);
            Ok(defined(&self.0[start..start + width]))
        }
    }

    fn hex(hash: TreeHash) -> String {
        hash.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// The tree that implementations of Certificate Transparency are tested with.
    #[test]
    fn the_roots_are_those_of_the_well_known_test_tree() {
        let inputs: [&[u8]; 8] = [
            b"",
            b"\x00",
            b"\x10",
            b"\x20\x21",
            b"\x30\x31",
            b"\x40\x41\x42\x43",
            b"\x50\x51\x52\x53\x54\x55\x56\x57",
            b"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f",
        ];
        let mut tree = Leaves(inputs.iter().map(|input| leaf_hash(input)).collect());
        let mut root_of = |size| hex(root(&mut tree, size).unwrap());
        assert_eq!(root_of(0), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        assert_eq!(root_of(1), "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
        assert_eq!(root_of(3), "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77");
        assert_eq!(root_of(8), "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");
    }

    #[test]
    fn every_root_is_that_of_the_definition() {
        let mut tree = Leaves::of(40);
        for size in 0..=40 {
            let is = root(&mut tree, size).unwrap();
            assert_eq!(is, defined(&Leaves::of(40).0[..size as usize]), "{size}");
        }
    }

    /// RFC 9162, 2.1.3.2: from the leaf up.
    fn rises(leaf: u64, size: u64, hash: TreeHash, path: &[TreeHash]) -> Option<TreeHash> {
        let (mut place, mut last, mut hash) = (leaf, size - 1, hash);
        for sister in path {
            if last == 0 {
                return None;
            }
            if place & 1 == 1 || place == last {
                hash = node_hash(sister, &hash);
                while place & 1 == 0 && place != 0 {
                    place >>= 1;
                    last >>= 1;
                }
            } else {
                hash = node_hash(&hash, sister);
            }
            place >>= 1;
            last >>= 1;
        }
        (last == 0).then_some(hash)
    }

    #[test]
    fn every_leaf_is_proved_to_be_in_every_tree_that_holds_it_and_in_no_other() {
        let mut tree = Leaves::of(33);
        for size in 1..=33 {
            let whole = root(&mut tree, size).unwrap();
            for leaf in 0..size {
                let path = inclusion(&mut tree, leaf, size).unwrap();
                let own = tree.0[leaf as usize];
                assert_eq!(rises(leaf, size, own, &path), Some(whole), "{leaf} of {size}");
                let other = leaf_hash(b"other");
                assert_ne!(rises(leaf, size, other, &path), Some(whole));
            }
        }
    }

    /// RFC 9162, 2.1.4.2.
    fn holds(old: (u64, TreeHash), new: (u64, TreeHash), path: &[TreeHash]) -> bool {
        let ((old, old_root), (new, new_root)) = (old, new);
        if old == new {
            return path.is_empty() && old_root == new_root;
        }
        let mut path = path.to_vec();
        if old.is_power_of_two() {
            path.insert(0, old_root);
        }
        let (mut place, mut last) = (old - 1, new - 1);
        while place & 1 == 1 {
            place >>= 1;
            last >>= 1;
        }
        let Some((first, rest)) = path.split_first() else { return false };
        let (mut of_old, mut of_new) = (*first, *first);
        for sister in rest {
            if last == 0 {
                return false;
            }
            if place & 1 == 1 || place == last {
                of_old = node_hash(sister, &of_old);
                of_new = node_hash(sister, &of_new);
                while place & 1 == 0 && place != 0 {
                    place >>= 1;
                    last >>= 1;
                }
            } else {
                of_new = node_hash(&of_new, sister);
            }
            place >>= 1;
            last >>= 1;
        }
        last == 0 && of_old == old_root && of_new == new_root
    }

    #[test]
    fn every_tree_is_proved_to_begin_with_every_smaller_one() {
        let mut tree = Leaves::of(33);
        for new in 1..=33 {
            let new_root = root(&mut tree, new).unwrap();
            for old in 1..=new {
                let old_root = root(&mut tree, old).unwrap();
                let path = consistency(&mut tree, old, new).unwrap();
                assert!(holds((old, old_root), (new, new_root), &path), "{old} in {new}");
                let other = (old, leaf_hash(b"other"));
                assert!(!holds(other, (new, new_root), &path));
            }
        }
    }
}
