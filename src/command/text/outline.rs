//! An act in reading order: headings of chapters and provisions.

use std::collections::BTreeMap;

use crate::diagnostic::Lang;
use crate::ordinance::tree::{Node, NodeKind};
use crate::ordinance::{Act, Provision};

/// One line of the outline.
pub(super) enum Entry<'a> {
    /// A part, a chapter, an addendum, an annex.
    Heading {
        /// `제1장 총칙`.
        text: String,
    },
    /// A provision.
    Provision {
        /// It.
        provision: &'a Provision,
        /// Its number as it stands in the text, an article's with the heading.
        label: String,
    },
}

/// The lines, in order.
pub(super) struct Outline<'a> {
    entries: Vec<Entry<'a>>,
}

impl<'a> Outline<'a> {
    /// Reads the tree of an act; an index, which has none, gives its
    /// provisions.
    pub(super) fn of(act: &'a Act) -> Self {
        let lang = act.head.language;
        let by_node: BTreeMap<usize, &Provision> = act
            .provisions
            .iter()
            .filter_map(|provision| Some((provision.node?, provision)))
            .collect();
        let of_provision = |provision: &'a Provision, node: Option<&Node>| Entry::Provision {
            provision,
            label: label(provision, node, lang),
        };
        let entries = if by_node.is_empty() {
            act.provisions
                .iter()
                .map(|provision| of_provision(provision, None))
                .collect()
        } else {
            act.tree
                .nodes()
                .iter()
                .enumerate()
                .filter_map(|(index, node)| match by_node.get(&index) {
                    Some(provision) => Some(of_provision(provision, Some(node))),
                    None => heading(node, lang).map(|text| Entry::Heading { text }),
                })
                .collect()
        };
        Outline { entries }
    }

    /// The lines.
    pub(super) fn entries(&self) -> &[Entry<'a>] {
        &self.entries
    }
}

fn heading(node: &Node, lang: Lang) -> Option<String> {
    let word = match (node.kind, lang) {
        (NodeKind::Addendum | NodeKind::Addenda, Lang::Ko) => "부칙",
        (NodeKind::Addendum | NodeKind::Addenda, Lang::En) => "Addenda",
        (NodeKind::Container(_) | NodeKind::Annex | NodeKind::Heading, _) => "",
        _ => return None,
    };
    let mut text = match word {
        "" => node.label(),
        word => word.to_owned(),
    };
    if let Some(heading) = &node.heading {
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(heading);
    }
    (!text.is_empty()).then_some(text)
}

fn label(provision: &Provision, node: Option<&Node>, lang: Lang) -> String {
    let own = node.map(Node::label).unwrap_or_default();
    if provision.path.whole_article() != provision.path && !own.is_empty() {
        return own;
    }
    let number = provision.path.to_text(lang);
    if provision.heading.is_empty() {
        number
    } else {
        format!("{number}({})", provision.heading)
    }
}
