//! The pages of `docs/findings/`, compiled in.

use super::page::Page;
use crate::diagnostic::Code;

macro_rules! pages {
    ($($code:literal)*) => {
        &[$((
            $code,
            Page::new(include_str!(concat!("../../../docs/findings/", $code, ".md"))),
        )),*]
    };
}

/// Every page, by code.
static PAGES: &[(&str, Page)] = pages! {
    "J0301" "J0302" "J0303" "J0304" "J0305" "J0306" "J0307"
    "J0308" "J0309" "J0310" "J0311" "J0312" "J0313" "J0314"
    "J0315" "J0321" "J0322" "J0323" "J0324" "J0325" "J0326"
    "J0327" "J0328" "J0329" "J0330" "J0331" "J0332" "J0333"
    "J0341" "J0342" "J0901" "J0902" "J0903" "J0904" "J0905"
    "J0906" "J0907" "J0908" "J0909" "J0910" "J0911" "J0912"
    "J0913" "J0950" "J0951" "J0952" "J0953" "J0954" "J0955"
    "J0956"
};

/// What is shown for a code without a page. A test holds that there is none.
static NO_PAGE: Page =
    Page::new("## 한국어: 설명이 아직 없습니다\n\n## English: There is no explanation yet\n");

/// The page of a code.
pub(super) fn of(code: Code) -> &'static Page {
    let code = code.to_string();
    PAGES
        .iter()
        .find(|(known, _)| *known == code)
        .map_or(&NO_PAGE, |(_, page)| page)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Lang, catalogue};

    #[test]
    fn every_code_has_a_page_and_every_page_a_code() {
        let codes: Vec<String> = catalogue::messages().map(|m| m.code.to_string()).collect();
        let pages: Vec<&str> = PAGES.iter().map(|(code, _)| *code).collect();
        assert_eq!(codes, pages, "codes on the left, pages on the right");
    }

    #[test]
    fn every_file_of_the_folder_is_a_page() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/findings");
        for entry in std::fs::read_dir(folder).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            let code = name.strip_suffix(".md").unwrap();
            assert!(
                code == "README" || PAGES.iter().any(|(known, _)| *known == code),
                "{name} is not in pages.rs"
            );
        }
    }

    const SECTIONS: [(Lang, [&str; 5]); 2] = [
        (
            Lang::Ko,
            [
                "무슨 뜻입니까",
                "왜 중요합니까",
                "어떻게 고칩니까",
                "나쁜 예",
                "좋은 예",
            ],
        ),
        (
            Lang::En,
            [
                "What it means",
                "Why it matters",
                "How to mend it",
                "A bad example",
                "A good example",
            ],
        ),
    ];

    #[test]
    fn every_page_has_its_parts_in_both_languages() {
        for (code, page) in PAGES {
            let message = catalogue::find(code.parse().unwrap()).unwrap();
            let first = format!("# {code} `{}`\n", message.name);
            assert!(page.whole().starts_with(&first), "{code}: {first}");
            for (lang, expected) in SECTIONS {
                let part = page.get(lang);
                assert!(!page.title(lang).is_empty(), "{code}");
                let mut sections = part.split("\n### ").skip(1);
                for name in expected {
                    let section = sections.next().unwrap_or_else(|| panic!("{code}: {name}"));
                    let body = section
                        .strip_prefix(name)
                        .unwrap_or_else(|| panic!("{code}: {name} expected, found {section}"));
                    assert!(body.trim().chars().count() >= 15, "{code}: {name} is empty");
                    if name.contains('예') || name.contains("example") {
                        let fences = body.lines().filter(|l| l.starts_with("```")).count();
                        assert!(fences >= 2 && fences % 2 == 0, "{code}: {name}");
                    }
                }
                assert_eq!(sections.next(), None, "{code}");
            }
        }
    }
}
