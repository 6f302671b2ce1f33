//! Modal classes: what a provision's verb makes of it.
//!
//! Each sentence of the provision's own text is classed by its final verb in
//! Korean, by its modal phrase in English; the provision takes the strongest
//! class of its sentences, in the order prohibition, duty, power,
//! establishment, fiction, definition, other. What stands in brackets does
//! not count.
//!
//! | class | Korean, at the end of the sentence | English |
//! |---|---|---|
//! | prohibition | (하여서는) 아니 된다, 안 된다, 할 수 없다, 하지 못한다, 금지한다 | shall not, must not, may not, no … may/shall, is prohibited |
//! | duty | 하여야 한다, 해야 한다 (노력하여야 한다 too), 의무가 있다, 의무·책무를 진다 | shall, must, is required to |
//! | power | 할 수 있다, 권리·권한을 가진다, 권한이 있다 | may, is entitled to, has the right to |
//! | establishment | 둔다, 설치한다, 설치·운영한다, 설립한다 | there shall be, shall be established, is (hereby) established |
//! | fiction | 본다, 간주한다, 의제한다 | is deemed, shall be deemed, is regarded as |
//! | definition | 말한다, 뜻은 (다음과) 같다, 정의는 … 같다, (이)라 한다 | a quoted term that means or refers to; have the following meanings, is defined as |
//!
//! "초과하지 아니하도록 하여야 한다" is a duty: its final verb is 하여야 한다.

use crate::diagnostic::Lang;

/// The class of a provision, the strongest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// Something must not be done.
    Prohibition,
    /// Something must be done.
    Duty,
    /// Something may be done.
    Power,
    /// Something is set up.
    Establishment,
    /// Something counts as something else.
    Fiction,
    /// A word is given a meaning.
    Definition,
    /// None of these.
    Other,
}

impl Class {
    /// The word used in every output format.
    pub const fn as_str(self) -> &'static str {
        match self {
            Class::Prohibition => "prohibition",
            Class::Duty => "duty",
            Class::Power => "power",
            Class::Establishment => "establishment",
            Class::Fiction => "fiction",
            Class::Definition => "definition",
            Class::Other => "other",
        }
    }

    /// Whether a workflow must answer for it: encode it or waive it.
    pub const fn binds(self) -> bool {
        matches!(self, Class::Prohibition | Class::Duty | Class::Power)
    }
}

/// The class of a text: that of its strongest sentence.
pub fn classify(text: &str, lang: Lang) -> Class {
    let bare = without_brackets(text);
    let bare = match lang {
        Lang::Ko => clauses(&bare),
        Lang::En => bare,
    };
    sentences(&bare)
        .map(|sentence| match lang {
            Lang::Ko => korean(sentence),
            Lang::En => english(sentence),
        })
        .min()
        .unwrap_or(Class::Other)
}

/// Leaves out what stands in brackets, at any depth.
fn without_brackets(text: &str) -> String {
    let mut depth = 0usize;
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ if depth == 0 => out.push(c),
            _ => {}
        }
    }
    // An unclosed bracket must not swallow the verb.
    if depth > 0 { text.to_owned() } else { out }
}

/// Ends a clause where a modal verb is joined to the next by a connective
/// ending: `하여야 하며 … 할 수 있다` is a duty and a power.
fn clauses(text: &str) -> String {
    const JOINED: [(&str, &str); 12] = [
        ("야 하며", "야 한다."),
        ("야 하고", "야 한다."),
        ("야 하되", "야 한다."),
        ("야하며", "야한다."),
        ("아니 되며", "아니 된다."),
        ("아니되며", "아니된다."),
        ("안 되며", "안 된다."),
        ("수 없으며", "수 없다."),
        ("수 없고", "수 없다."),
        ("수 있으며", "수 있다."),
        ("수 있고", "수 있다."),
        ("수 있되", "수 있다."),
    ];
    JOINED
        .iter()
        .fold(text.to_owned(), |text, (joined, ended)| {
            text.replace(joined, ended)
        })
}

fn sentences(text: &str) -> impl Iterator<Item = &str> {
    text.split(['.', '。', ';', '\n'])
        .map(str::trim)
        .filter(|sentence| !sentence.is_empty())
}

const KOREAN: [(Class, &[&str]); 6] = [
    (
        Class::Prohibition,
        &[
            "아니된다",
            "안된다",
            "수없다",
            "지못한다",
            "금지한다",
            "금한다",
        ],
    ),
    (
        Class::Duty,
        &[
            "야한다",
            "의무가있다",
            "의무를진다",
            "책무를진다",
            "책임을진다",
        ],
    ),
    (
        Class::Power,
        &[
            "수있다",
            "권리를가진다",
            "권한을가진다",
            "권한이있다",
            "권리가있다",
        ],
    ),
    (
        Class::Establishment,
        &[
            "둔다",
            "설치한다",
            "설치ㆍ운영한다",
            "설치·운영한다",
            "설치운영한다",
            "설립한다",
        ],
    ),
    (Class::Fiction, &["본다", "간주한다", "의제한다"]),
    (
        Class::Definition,
        &[
            "말한다",
            "뜻은같다",
            "뜻은다음과같다",
            "정의는다음과같다",
            "뜻은다음각호와같다",
            "정의는다음각호와같다",
            "라한다",
            "라고한다",
        ],
    ),
];

fn korean(sentence: &str) -> Class {
    // Only the end counts; 40 characters hold every ending of the table.
    let mut end: Vec<char> = sentence
        .chars()
        .rev()
        .filter(|c| c.is_alphanumeric() || matches!(c, 'ㆍ' | '·'))
        .take(40)
        .collect();
    end.reverse();
    let end: String = end.into_iter().collect();
    KOREAN
        .iter()
        .find(|(_, endings)| endings.iter().any(|ending| end.ends_with(ending)))
        .map_or(Class::Other, |(class, _)| *class)
}

/// In the order in which phrases are looked for: the more special first.
const ENGLISH: [(Class, &[&str]); 6] = [
    (
        Class::Fiction,
        &[
            "is deemed",
            "are deemed",
            "shall be deemed",
            "be deemed",
            "regarded as",
        ],
    ),
    (
        Class::Prohibition,
        &[
            "shall not",
            "must not",
            "may not",
            "is prohibited",
            "are prohibited",
            "shall never",
            "cannot",
        ],
    ),
    (
        Class::Establishment,
        &[
            "there shall be",
            "there is established",
            "shall be established",
            "is established",
            "are established",
            "is hereby established",
        ],
    ),
    (
        Class::Duty,
        &[
            "shall",
            "must",
            "is required to",
            "are required to",
            "has a duty to",
        ],
    ),
    (
        Class::Power,
        &[
            "may",
            "is entitled to",
            "are entitled to",
            "has the right to",
            "have the right to",
        ],
    ),
    (
        Class::Definition,
        &[
            "have the following meanings",
            "have the meanings",
            "has the meaning",
            "is defined as",
        ],
    ),
];

fn english(sentence: &str) -> Class {
    let words: String = sentence
        .to_lowercase()
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .flat_map(|word| [word, " "])
        .collect();
    let padded = format!(" {words}");
    if padded.starts_with(" no ") && (padded.contains(" may ") || padded.contains(" shall ")) {
        return Class::Prohibition;
    }
    // Other matters that a chair *refers to* a meeting define nothing.
    let term = sentence.contains(['"', '“']);
    if term
        && [" means ", " mean ", " refers to "]
            .iter()
            .any(|word| padded.contains(word))
    {
        return Class::Definition;
    }
    ENGLISH
        .iter()
        .find(|(_, phrases)| {
            phrases
                .iter()
                .any(|phrase| padded.contains(&format!(" {phrase} ")))
        })
        .map_or(Class::Other, |(class, _)| *class)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clauses_joined_by_a_connective_ending_are_classed_one_by_one() {
        for (sentence, class) in [
            (
                "회의는 과반수가 출석하여야 열 수 있으며, 가부를 정한다.",
                Class::Power,
            ),
            (
                "시장은 의견을 들어야 하며, 그 절차는 규칙으로 정한다.",
                Class::Duty,
            ),
            (
                "위원은 영리행위를 할 수 없으며, 그 범위는 규칙으로 정한다.",
                Class::Prohibition,
            ),
            (
                "위원은 비밀을 누설하여서는 아니 되며, 이를 알려야 한다.",
                Class::Prohibition,
            ),
        ] {
            assert_eq!(classify(sentence, Lang::Ko), class, "{sentence}");
        }
    }

    #[test]
    fn korean_sentences_are_classed_by_their_last_verb() {
        for (sentence, class) in [
            ("시장은 점검 결과를 공개하여야 한다.", Class::Duty),
            ("시장은 이를 알리도록 노력하여야 한다.", Class::Duty),
            ("위원은 회의록에 서명해야 한다.", Class::Duty),
            (
                "특정 성별이 10분의 6을 넘지 아니하도록 하여야 한다.",
                Class::Duty,
            ),
            ("위원은 맡은 바를 다할 책무를 진다.", Class::Duty),
            (
                "위원은 알게 된 비밀을 누설하여서는 아니 된다.",
                Class::Prohibition,
            ),
            ("해당 위원은 표결에 참여할 수 없다.", Class::Prohibition),
            ("해당 위원은 표결에 참여하지 못한다.", Class::Prohibition),
            ("위원회는 의견을 들을 수 있다.", Class::Power),
            ("시민은 누구나 제안할 권리를 가진다.", Class::Power),
            ("위원회에 간사 1명을 둔다.", Class::Establishment),
            ("시장은 협의회를 설치ㆍ운영한다.", Class::Establishment),
            ("기한까지 답이 없으면 동의한 것으로 본다.", Class::Fiction),
            ("\"과제\"란 협약에서 정한 일을 말한다.", Class::Definition),
            (
                "이 조례에서 사용하는 용어의 뜻은 다음과 같다.",
                Class::Definition,
            ),
            ("위원의 임기는 2년으로 한다.", Class::Other),
            ("과제의 수립에 관한 사항", Class::Other),
            ("", Class::Other),
            // The stronger of two sentences; what is in brackets does not count.
            (
                "의장은 회의를 열 수 있다. 다만, 결과를 보고하여야 한다.",
                Class::Duty,
            ),
            ("협의회를 둔다(따로 둘 수 있다).", Class::Establishment),
        ] {
            assert_eq!(classify(sentence, Lang::Ko), class, "{sentence}");
        }
    }

    #[test]
    fn english_sentences_are_classed_by_their_modal() {
        for (sentence, class) in [
            ("The Mayor shall publish the results.", Class::Duty),
            ("A member must sign the minutes.", Class::Duty),
            (
                "A member shall not disclose what was learnt.",
                Class::Prohibition,
            ),
            ("The member may not vote.", Class::Prohibition),
            (
                "No member may serve on four committees.",
                Class::Prohibition,
            ),
            ("The Council may hear opinions.", Class::Power),
            ("There shall be a secretary.", Class::Establishment),
            (
                "The Council is established under the Mayor.",
                Class::Establishment,
            ),
            ("Silence is deemed consent.", Class::Fiction),
            ("It shall be deemed to be accepted.", Class::Fiction),
            ("\"Task\" means work set by the compact.", Class::Definition),
            ("The terms have the following meanings.", Class::Definition),
            (
                "other matters that a Chair refers to a meeting",
                Class::Other,
            ),
            ("The term of office is two years.", Class::Other),
            ("The dismay of members", Class::Other),
            ("The chair may meet. The chair shall report.", Class::Duty),
        ] {
            assert_eq!(classify(sentence, Lang::En), class, "{sentence}");
        }
    }
}
