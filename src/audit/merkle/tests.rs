use super::*;
use ct_merkle::mem_backed_tree::MemoryBackedTree;
use proptest::prelude::*;
use sha2::Sha256;

/// The test leaves that the Certificate Transparency project publishes, with
/// the roots of the trees over the first 0, 1, … 8 of them.
const LEAVES: [&[u8]; 8] = [
    b"",
    b"\x00",
    b"\x10",
    b"\x20\x21",
    b"\x30\x31",
    b"\x40\x41\x42\x43",
    b"\x50\x51\x52\x53\x54\x55\x56\x57",
    b"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f",
];
const ROOTS: [&str; 9] = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];

#[test]
fn the_published_roots_come_out() {
    let leaves: Vec<Hash> = LEAVES.iter().map(|bytes| leaf_hash(bytes)).collect();
    for (size, expected) in ROOTS.iter().enumerate() {
        assert_eq!(root(&leaves[..size]).to_string(), *expected, "{size}");
    }
}

fn numbered(size: usize) -> (Vec<Hash>, MemoryBackedTree<Sha256, Vec<u8>>) {
    let mut other = MemoryBackedTree::new();
    let leaves = (0..size)
        .map(|n| {
            let bytes = n.to_string().into_bytes();
            other.push(bytes.clone());
            leaf_hash(&bytes)
        })
        .collect();
    (leaves, other)
}

fn joined(proof: &[Hash]) -> Vec<u8> {
    proof.iter().flat_map(|hash| hash.0).collect()
}

#[test]
fn another_implementation_makes_the_same_proofs() {
    for size in 1..40 {
        let (leaves, other) = numbered(size);
        let ours = root(&leaves);
        assert_eq!(&ours.0[..], &other.root().as_bytes()[..]);
        for index in 0..size {
            let proof = inclusion_proof(&leaves, index).unwrap();
            assert_eq!(joined(&proof), other.prove_inclusion(index).as_bytes());
            let (index, size) = (index as u64, size as u64);
            assert_eq!(
                verify_inclusion(&leaves[index as usize], index, size, &proof, &ours),
                Ok(())
            );
        }
        for old in 1..=size {
            let proof = consistency_proof(&leaves, old).unwrap();
            assert_eq!(
                joined(&proof),
                other.prove_consistency(size - old).as_bytes(),
                "{old} {size}"
            );
            let before = root(&leaves[..old]);
            assert_eq!(
                verify_consistency(old as u64, &before, size as u64, &ours, &proof),
                Ok(())
            );
        }
        assert_eq!(inclusion_proof(&leaves, size), None);
        assert_eq!(consistency_proof(&leaves, size + 1), None);
    }
}

proptest! {
    #[test]
    fn a_frontier_survives_a_store(size in 0usize..300, more in 0usize..20) {
        let (leaves, _) = numbered(size + more);
        let mut frontier = Frontier::default();
        leaves[..size].iter().for_each(|leaf| frontier.append(*leaf));
        let mut again = Frontier::from_bytes(&frontier.to_bytes()).unwrap();
        prop_assert_eq!(&again, &frontier);
        leaves[size..].iter().for_each(|leaf| again.append(*leaf));
        prop_assert_eq!(again.root(), root(&leaves));
        prop_assert_eq!(again.size(), (size + more) as u64);
    }

    /// A proof for one thing proves nothing else.
    #[test]
    fn a_wrong_proof_fails(size in 2usize..60, index: prop::sample::Index, old: prop::sample::Index, bit in 0usize..256, at: prop::sample::Index) {
        let (leaves, _) = numbered(size);
        let ours = root(&leaves);
        let index = index.index(size);
        let mut proof = inclusion_proof(&leaves, index).unwrap();
        let (leaf, place, all) = (leaves[index], index as u64, size as u64);
        prop_assert!(verify_inclusion(&leaf, place, all, &proof[1..], &ours).is_err());
        prop_assert!(verify_inclusion(&leaf, place, all, &[&proof[..], &[leaf]].concat(), &ours).is_err());
        prop_assert!(verify_inclusion(&leaf, all, all, &proof, &ours).is_err());
        for other in (0..all).filter(|other| *other != place) {
            prop_assert!(verify_inclusion(&leaf, other, all, &proof, &ours).is_err());
        }
        let at_hash = at.index(proof.len());
        proof[at_hash].0[bit / 8] ^= 1 << (bit % 8);
        prop_assert!(verify_inclusion(&leaf, place, all, &proof, &ours).is_err());

        let old = 1 + old.index(size - 1);
        let before = root(&leaves[..old]);
        let mut proof = consistency_proof(&leaves, old).unwrap();
        prop_assert!(verify_consistency(old as u64, &ours, all, &ours, &proof).is_err());
        prop_assert!(verify_consistency(old as u64, &before, all, &before, &proof).is_err());
        prop_assert!(verify_consistency(all, &ours, old as u64, &before, &proof).is_err());
        prop_assert!(verify_consistency(old as u64, &before, all, &ours, &proof[1..]).is_err());
        let at_hash = at.index(proof.len());
        proof[at_hash].0[bit / 8] ^= 1 << (bit % 8);
        prop_assert!(verify_consistency(old as u64, &before, all, &ours, &proof).is_err());
    }

    #[test]
    fn no_bytes_cause_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..200), index: u64, size: u64) {
        let _ = Frontier::from_bytes(&bytes);
        let hash = leaf_hash(&bytes);
        let proof: Vec<Hash> = bytes.iter().map(|byte| leaf_hash(&[*byte])).collect();
        let _ = verify_inclusion(&hash, index, size, &proof, &hash);
        let _ = verify_consistency(index, &hash, size, &hash, &proof);
    }
}

/// Many proofs at once are those that are made one by one.
#[test]
fn proofs_made_together_are_those_made_alone() {
    for size in 0..40 {
        let (leaves, _) = numbered(size);
        let all: Vec<usize> = (0..size).collect();
        let together = inclusion_proofs(&leaves, &all).unwrap();
        for (index, path) in together.into_iter().enumerate() {
            assert_eq!(
                Some(path),
                inclusion_proof(&leaves, index),
                "{index} of {size}"
            );
        }
        assert_eq!(inclusion_proofs(&leaves, &[size]), None);
    }
}

#[test]
fn every_tree_continues_the_empty_one_and_itself() {
    let (leaves, _) = numbered(3);
    let (none, all) = (root(&[]), root(&leaves));
    assert_eq!(verify_consistency(0, &none, 3, &all, &[]), Ok(()));
    assert_eq!(verify_consistency(3, &all, 3, &all, &[]), Ok(()));
    assert_eq!(verify_consistency(0, &none, 0, &none, &[]), Ok(()));
    for wrong in [
        verify_consistency(0, &all, 3, &all, &[]),
        verify_consistency(0, &none, 0, &all, &[]),
        verify_consistency(3, &none, 3, &all, &[]),
    ] {
        assert_eq!(wrong, Err(ProofError::Root));
    }
}

#[test]
fn damaged_frontiers_are_refused() {
    let mut frontier = Frontier::default();
    (0..5).for_each(|n| frontier.append(leaf_hash(&[n])));
    let bytes = frontier.to_bytes();
    assert_eq!(bytes.len(), 8 + 2 * 32);
    for length in 0..bytes.len() {
        assert!(Frontier::from_bytes(&bytes[..length]).is_err(), "{length}");
    }
}
