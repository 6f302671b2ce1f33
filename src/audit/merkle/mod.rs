//! The Merkle tree of RFC 6962, section 2.1, over SHA-256.
//!
//! The tree is known by its leaf hashes in order. [`Frontier`] carries only the
//! roots of its complete subtrees, enough to append and to tell the root.
//!
//! ```
//! use jorye::audit::merkle::{Frontier, inclusion_proof, leaf_hash, root, verify_inclusion};
//!
//! let leaves: Vec<_> = ["a", "b", "c"].iter().map(|text| leaf_hash(text.as_bytes())).collect();
//! let mut tree = Frontier::default();
//! leaves.iter().for_each(|leaf| tree.append(*leaf));
//! assert_eq!(tree.root(), root(&leaves));
//!
//! let path = inclusion_proof(&leaves, 2).ok_or("no such leaf")?;
//! assert!(verify_inclusion(&leaves[2], 2, 3, &path, &tree.root()).is_ok());
//! assert!(verify_inclusion(&leaves[1], 2, 3, &path, &tree.root()).is_err());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod proof;

pub use proof::{
    ProofError, consistency_proof, inclusion_proof, inclusion_proofs, verify_consistency,
    verify_inclusion,
};

use super::hash::Hash;

/// The hash of a leaf.
pub fn leaf_hash(bytes: &[u8]) -> Hash {
    Hash::of(&[&[0], bytes])
}

/// The hash of a node with two children.
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    Hash::of_short(&[&[1], &left.0, &right.0])
}

/// The root of the tree over these leaf hashes.
pub fn root(leaves: &[Hash]) -> Hash {
    let mut frontier = Frontier::default();
    for leaf in leaves {
        frontier.append(*leaf);
    }
    frontier.root()
}

/// The right edge of a tree: the roots of its complete subtrees, largest first.
///
/// There is one for each one-bit of the size, so at most 64.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Frontier {
    size: u64,
    peaks: Vec<Hash>,
}

/// The bytes are not those of a frontier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the stored frontier of the tree is damaged: {length} bytes do not fit its size")]
pub struct FrontierError {
    /// How many bytes there were.
    pub length: usize,
}

impl Frontier {
    /// How many leaves the tree has.
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// Appends a leaf hash: amortised one node hash, at most one for each level.
    pub fn append(&mut self, leaf: Hash) {
        let mut carried = leaf;
        for _ in 0..self.size.trailing_ones() {
            if let Some(left) = self.peaks.pop() {
                carried = node_hash(&left, &carried);
            }
        }
        self.peaks.push(carried);
        // A log of 2^64 leaves is out of reach.
        self.size = self.size.saturating_add(1);
    }

    /// The root. That of an empty tree is the hash of nothing.
    pub fn root(&self) -> Hash {
        let mut peaks = self.peaks.iter().rev();
        let Some(last) = peaks.next() else {
            return Hash::of(&[]);
        };
        peaks.fold(*last, |right, left| node_hash(left, &right))
    }

    /// For a store: the size as eight bytes, big end first, then the subtree
    /// roots, largest subtree first.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(8 + 32 * self.peaks.len());
        out.extend_from_slice(&self.size.to_be_bytes());
        for peak in &self.peaks {
            out.extend_from_slice(&peak.0);
        }
        out
    }

    /// Reads what [`Frontier::to_bytes`] wrote.
    ///
    /// # Errors
    /// The length does not fit the size that the bytes tell.
    pub fn from_bytes(bytes: &[u8]) -> Result<Frontier, FrontierError> {
        let wrong = FrontierError {
            length: bytes.len(),
        };
        let (size, rest) = bytes.split_first_chunk::<8>().ok_or(wrong)?;
        let size = u64::from_be_bytes(*size);
        let (peaks, left_over) = rest.as_chunks::<32>();
        if !left_over.is_empty() || peaks.len() != size.count_ones() as usize {
            return Err(wrong);
        }
        Ok(Frontier {
            size,
            peaks: peaks.iter().copied().map(Hash).collect(),
        })
    }
}

#[cfg(test)]
mod tests;
