//! What begins at a place of a line: whether a number continues its list
//! there, or is only text.

use super::article_head::{self, ArticleLike};
use super::codes;
use super::marker;
use super::number::Number;
use super::scan::{At, Found, Scanner};
use super::tree::{NodeKind, Style};
use crate::diagnostic::Lang;

/// A number may leave out so many in a line of plain text and still count.
const LEAP: u32 = 5;
/// And so many at the beginning of a line.
const LEAP_AT_START: u32 = 30;

impl Scanner<'_> {
    /// Recognises what begins with `rest`, after `before` on the same line.
    pub(super) fn recognise<'t>(
        &mut self,
        start: usize,
        rest: &'t str,
        before: &str,
        at: At,
        indent: usize,
    ) -> Option<Found<'t>> {
        let first = rest.chars().next()?;
        if first == '부'
            && at == (At::Amid { ended: true })
            && let Some(head) = marker::addendum_amid(rest)
        {
            return Some(Found::Addendum {
                number: head.number,
                length: head.length,
            });
        }
        if first == '/'
            && at != At::Start
            && rest
                .strip_prefix("/ ")
                .is_some_and(|next| next.starts_with('제'))
        {
            return Some(Found::Separator);
        }
        if first == '제' || first == 'A' {
            return self.recognise_article(start, rest, before, at);
        }
        self.recognise_paragraph(start, rest, at, indent)
            .or_else(|| self.recognise_listed(rest, before, at))
    }

    fn recognise_article<'t>(
        &mut self,
        start: usize,
        rest: &'t str,
        before: &str,
        at: At,
    ) -> Option<Found<'t>> {
        if self.markdown && !self.in_addendum {
            return None;
        }
        let amid = match at {
            At::Start | At::After(NodeKind::Addendum) => None,
            At::After(NodeKind::Act) => Some(true),
            At::After(_) => return None,
            At::Amid { ended } => Some(ended),
        };
        match article_head::article(rest, true) {
            ArticleLike::Head(head) => {
                let after = Some(head.number) > self.last_article;
                let next = head.number.follows(self.last_article);
                let formal = head.heading.is_some() || head.circled;
                let accepted = match amid {
                    None if self.in_addendum => next || (formal && after && !self.amending),
                    None => formal || after,
                    Some(_) if before.trim_end().ends_with('」') => false,
                    Some(true) => formal || next || (self.bare && after),
                    Some(false) => next && (formal && !head.circled || self.bare),
                };
                accepted.then_some(Found::Article(head))
            }
            ArticleLike::Several { last, length } => {
                let accepted = match amid {
                    None => true,
                    Some(ended) => ended && self.bare && !self.in_addendum,
                };
                let fresh = Some(Number::new(last)) > self.last_article;
                (accepted && fresh).then_some(Found::Several { last, length })
            }
            ArticleLike::Malformed if amid.is_none() => {
                let finding = self.tell(codes::NUMBERLESS, start..start + "제조".len());
                self.findings.push(finding);
                None
            }
            _ => None,
        }
    }

    fn recognise_paragraph<'t>(
        &mut self,
        start: usize,
        rest: &'t str,
        at: At,
        indent: usize,
    ) -> Option<Found<'t>> {
        if matches!(
            at,
            At::After(
                NodeKind::Paragraph | NodeKind::Subparagraph | NodeKind::Item | NodeKind::Act
            )
        ) {
            return None;
        }
        let host = self.host(NodeKind::Paragraph)?;
        let angle = self.in_addendum && !matches!(at, At::Amid { .. });
        let found = marker::paragraph(rest, angle)?;
        if found.style == Style::Round
            && (self.language != Lang::En || matches!(at, At::Amid { .. }))
        {
            return None;
        }
        let after = rest.get(found.length..).unwrap_or("");
        let last = self.last_of(host, NodeKind::Paragraph);
        if self.in_addendum
            && let Some(to) = marker::paragraph_range(after)
        {
            return Some(Found::Skipped { to });
        }
        let later = Some(found.number) > last;
        let accepted = match at {
            At::Amid { .. } => {
                if !(after.is_empty() || after.starts_with([' ', '('])) {
                    return None;
                }
                if !later {
                    let name = self.name_below(host, NodeKind::Paragraph, found.number);
                    let finding = self
                        .tell(codes::OUT_OF_ORDER, start..start + found.length)
                        .with("provision", name);
                    self.findings.push(finding);
                }
                later
            }
            // A quotation in an addendum that rewrites another law.
            _ if self.in_addendum && indent > 0 => false,
            _ if self.in_addendum && self.amending => match found.style {
                Style::Angle => later,
                _ => found.number.follows(last),
            },
            _ if self.in_addendum => later,
            _ => true,
        };
        accepted.then_some(Found::Listed(NodeKind::Paragraph, found))
    }

    fn recognise_listed<'t>(&mut self, rest: &'t str, before: &str, at: At) -> Option<Found<'t>> {
        let amid = matches!(at, At::Amid { .. });
        let sub_may = !matches!(
            at,
            At::After(NodeKind::Subparagraph | NodeKind::Item | NodeKind::Act)
        );
        if sub_may
            && let Some(found) = marker::subparagraph(rest, at == At::Start)
            && let Some(host) = self.host(NodeKind::Subparagraph)
        {
            let last = self.last_of(host, NodeKind::Subparagraph);
            let later = Some(found.number) > last;
            let follows = found.number.follows(last);
            let leap = found
                .number
                .main
                .saturating_sub(last.map_or(0, |last| last.main));
            let accepted = if amid {
                !ends_within_number(before)
                    && rest.len() > found.length
                    && (follows || (last.is_some() && later && leap <= LEAP))
            } else {
                follows || (!self.amending && (!later || leap <= LEAP_AT_START))
            };
            return accepted.then_some(Found::Listed(NodeKind::Subparagraph, found));
        }
        if matches!(at, At::After(NodeKind::Item | NodeKind::Act)) {
            return None;
        }
        let found = marker::item(rest)?;
        if found.style == Style::English && self.language != Lang::En {
            return None;
        }
        let host = self.host(NodeKind::Item)?;
        let in_subparagraph = self.kind(host) == NodeKind::Subparagraph;
        let last = self.last_of(host, NodeKind::Item);
        let accepted = if amid {
            in_subparagraph && found.number.follows(last)
        } else {
            found.number.follows(last) || (in_subparagraph && !self.amending)
        };
        accepted.then_some(Found::Listed(NodeKind::Item, found))
    }
}

/// Whether a date (`2017.`) or a fraction (`3분의`) goes on here.
fn ends_within_number(before: &str) -> bool {
    let before = before.trim_end();
    before.ends_with("분의")
        || before
            .strip_suffix('.')
            .is_some_and(|head| head.ends_with(|c: char| c.is_ascii_digit()))
}
