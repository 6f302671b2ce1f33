//! Reading a receipt: its form, and nothing more.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;

use super::{KIND, MAX_RECEIPT, Proved, Receipt, ReceiptError};
use crate::audit::canonical::{Members, Tree, read};
use crate::audit::commitment::read_openings;
use crate::audit::entry::FORMAT;
use crate::audit::hash::{Hash, content_hash};
use crate::audit::verify::TrailError;

type Read<T> = Result<T, ReceiptError>;

impl Receipt {
    /// Reads the bytes of a receipt: canonical JSON of the form of one, whose
    /// definitions and manifests have the hashes that stand beside them, in
    /// order. What entries say, and proofs, is for [`Receipt::verify`].
    ///
    /// # Errors
    /// The first thing that is otherwise.
    pub fn parse(bytes: &[u8]) -> Read<Receipt> {
        if bytes.len() > MAX_RECEIPT + 1 {
            return Err(ReceiptError::TooLong);
        }
        let line = bytes
            .strip_suffix(b"\n")
            .ok_or(ReceiptError::Trail(TrailError::Cut))?;
        let json = read(line).map_err(ReceiptError::Json)?;
        // Where the key never changed, nothing is said of that.
        let changed = json
            .as_object()
            .is_some_and(|it| it.get("rotations").is_some());
        let root = exactly(&json, if changed { 10 } else { 9 }, "")?;
        let text = |key: &str| member(root, key, "")?.as_text().ok_or_else(|| form(key));
        let known = member(root, "format", "")?.as_count() == Some(FORMAT) && text("kind")? == KIND;
        if !known {
            return Err(form("kind"));
        }
        let genesis = member(root, "genesis", "")?;
        let genesis_members = exactly(genesis, 2, "/genesis")?;
        Ok(Receipt {
            log: text("log")?.to_owned(),
            case: text("case")?.into(),
            genesis: Proved {
                bytes: member(genesis_members, "entry", "/genesis")?.to_bytes(),
                openings: Vec::new(),
                index: 0,
                path: path(
                    member(genesis_members, "proof", "/genesis")?,
                    "genesis/proof",
                )?,
            },
            entries: items(root, "entries")?
                .iter()
                .enumerate()
                .map(|(at, one)| proved(one, at))
                .collect::<Read<_>>()?,
            definitions: contents(items(root, "definitions")?, "definition", |json| {
                BASE64.decode(json.as_text()?).ok()
            })?,
            manifests: contents(items(root, "manifests")?, "manifest", |json| {
                json.as_object().map(|_| json.to_bytes())
            })?,
            rotations: match changed {
                false => Vec::new(),
                true => Some(items(root, "rotations")?)
                    .filter(|all| !all.is_empty())
                    .ok_or_else(|| form("rotations"))?
                    .iter()
                    .enumerate()
                    .map(|(at, one)| rotation(one, at))
                    .collect::<Read<_>>()?,
            },
            checkpoint: text("checkpoint")?.to_owned(),
        })
    }
}

fn form(path: &str) -> ReceiptError {
    ReceiptError::Form {
        path: format!("/{path}"),
    }
}

fn exactly<'t, 'a>(json: &'t Tree<'a>, count: usize, at: &str) -> Read<&'t Members<'a>> {
    json.as_object()
        .filter(|members| members.len() == count)
        .ok_or_else(|| ReceiptError::Form {
            path: at.to_owned(),
        })
}

fn member<'t, 'a>(members: &'t Members<'a>, key: &str, at: &str) -> Read<&'t Tree<'a>> {
    members.get(key).ok_or_else(|| ReceiptError::Form {
        path: format!("{at}/{key}"),
    })
}

fn items<'t, 'a>(members: &'t Members<'a>, key: &str) -> Read<&'t [Tree<'a>]> {
    member(members, key, "")?.as_list().ok_or_else(|| form(key))
}

fn path(json: &Tree<'_>, at: &str) -> Read<Vec<Hash>> {
    let hashes = json.as_list().ok_or_else(|| form(at))?;
    hashes
        .iter()
        .map(|hash| hash.as_text()?.parse().ok())
        .collect::<Option<_>>()
        .ok_or_else(|| form(at))
}

fn proved(json: &Tree<'_>, at: usize) -> Read<Proved> {
    let place = format!("/entries/{at}");
    let members = exactly(json, 4, &place)?;
    let openings = member(members, "openings", &place)?.clone().into_owned();
    Ok(Proved {
        bytes: member(members, "entry", &place)?.to_bytes(),
        openings: read_openings(openings).map_err(|_| form(&format!("entries/{at}/openings")))?,
        index: member(members, "index", &place)?
            .as_count()
            .ok_or_else(|| form(&format!("entries/{at}/index")))?,
        path: path(
            member(members, "proof", &place)?,
            &format!("entries/{at}/proof"),
        )?,
    })
}

fn rotation(json: &Tree<'_>, at: usize) -> Read<Proved> {
    let place = format!("/rotations/{at}");
    let members = exactly(json, 3, &place)?;
    Ok(Proved {
        bytes: member(members, "entry", &place)?.to_bytes(),
        openings: Vec::new(),
        index: member(members, "index", &place)?
            .as_count()
            .ok_or_else(|| form(&format!("rotations/{at}/index")))?,
        path: path(
            member(members, "proof", &place)?,
            &format!("rotations/{at}/proof"),
        )?,
    })
}

/// Contents with their hashes, in strictly ascending order of these.
fn contents(
    all: &[Tree<'_>],
    key: &str,
    bytes_of: impl Fn(&Tree<'_>) -> Option<Vec<u8>>,
) -> Read<BTreeMap<Hash, Vec<u8>>> {
    let mut contents: BTreeMap<Hash, Vec<u8>> = BTreeMap::new();
    for (at, one) in all.iter().enumerate() {
        let place = format!("/{key}s/{at}");
        let wrong = || ReceiptError::Form {
            path: place.clone(),
        };
        let members = exactly(one, 2, &place)?;
        let bytes = bytes_of(member(members, key, &place)?).ok_or_else(wrong)?;
        let stated: Hash = member(members, "sha256", &place)?
            .as_text()
            .and_then(|text| text.parse().ok())
            .ok_or_else(wrong)?;
        if stated != content_hash(&bytes) {
            return Err(TrailError::Content { stated }.into());
        }
        if contents
            .last_key_value()
            .is_some_and(|(last, _)| *last >= stated)
        {
            return Err(wrong());
        }
        contents.insert(stated, bytes);
    }
    Ok(contents)
}
