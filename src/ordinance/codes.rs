//! The codes of this layer, each with what raises it.

use crate::diagnostic::Code;

/// The file has bytes that are not UTF-8.
pub(super) const NOT_UTF8: Code = Code(301);
/// The file holds no text at all.
pub(super) const EMPTY: Code = Code(302);
/// A control character stands in the text.
pub(super) const CONTROL_CHARACTER: Code = Code(303);
/// A head between `+++` or `---` is opened and never closed.
pub(super) const UNCLOSED_HEAD: Code = Code(304);
/// The TOML of a head, an index or a pin file cannot be read.
pub(super) const TOML: Code = Code(305);
/// A key that the head, index or pin file does not have.
pub(super) const UNKNOWN_KEY: Code = Code(306);
/// A key holds something that it cannot hold.
pub(super) const WRONG_VALUE: Code = Code(307);
/// A key is missing.
pub(super) const MISSING_KEY: Code = Code(308);
/// A heading is neither chapter, section, article nor addendum.
pub(super) const UNKNOWN_HEADING: Code = Code(309);
/// The number of an article is missing: `제조`.
pub(super) const NUMBERLESS: Code = Code(310);
/// Two provisions have the same number.
pub(super) const DUPLICATE: Code = Code(311);
/// A number comes after a larger one.
pub(super) const OUT_OF_ORDER: Code = Code(312);
/// A number is left out.
pub(super) const GAP: Code = Code(313);
/// One head for several articles.
pub(super) const SEVERAL: Code = Code(314);
/// A text in which no provision was found.
pub(super) const NO_PROVISION: Code = Code(315);

/// A head whose opening `+++` is missing.
pub(super) const UNOPENED_HEAD: Code = Code(138);

/// The citation cannot be read.
pub(super) const CITATION_SYNTAX: Code = Code(321);
/// No text has this id or title.
pub(super) const TEXT_UNKNOWN: Code = Code(322);
/// The text has no such article or addendum.
pub(super) const ARTICLE_UNKNOWN: Code = Code(323);
/// The article has no such paragraph, subparagraph or item.
pub(super) const PROVISION_UNKNOWN: Code = Code(324);
/// The article has no paragraphs (or the like) at all.
pub(super) const LEVEL_ABSENT: Code = Code(325);
/// The provision has been deleted.
pub(super) const PROVISION_DELETED: Code = Code(326);
/// The text is an index that does not go that deep.
pub(super) const INDEX_TOO_SHALLOW: Code = Code(327);
/// The citation names no text, and none is the default.
pub(super) const NO_DEFAULT_TEXT: Code = Code(328);
/// `부칙` of an act with several addenda.
pub(super) const ADDENDUM_AMBIGUOUS: Code = Code(329);
/// Several texts have this title.
pub(super) const TITLE_AMBIGUOUS: Code = Code(330);

/// The two language versions of a text differ in their provisions.
pub(super) const LANGUAGES_DIFFER: Code = Code(331);
/// Two files give the same version of a text.
pub(super) const DUPLICATE_VERSION: Code = Code(332);
/// An entry of an index does not name a provision.
pub(super) const INDEX_ENTRY: Code = Code(333);

/// A pinned provision has changed.
pub(super) const PIN_CHANGED: Code = Code(341);
/// Whether a pinned provision has changed cannot be told.
pub(super) const PIN_CANNOT_TELL: Code = Code(342);

/// The head says something of a provision that the text does not have.
pub(super) const PART_OF_NOTHING: Code = Code(319);
/// The provision by which a text applies still cannot be found.
pub(super) const SAVING_UNKNOWN: Code = Code(320);
