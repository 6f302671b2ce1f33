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
    "J0101" "J0102" "J0103" "J0104" "J0105" "J0106" "J0107"
    "J0108" "J0109" "J0110" "J0111" "J0112" "J0113" "J0114"
    "J0115" "J0116" "J0117" "J0118" "J0119" "J0120" "J0121"
    "J0122" "J0123" "J0124" "J0125" "J0126" "J0127" "J0128"
    "J0129" "J0130" "J0131" "J0132" "J0133" "J0134" "J0135"
    "J0137" "J0138" "J0139" "J0140" "J0141" "J0142" "J0143"
    "J0144" "J0145" "J0150" "J0151" "J0152" "J0153" "J0154"
    "J0155" "J0156" "J0157" "J0164" "J0165" "J0166" "J0167"
    "J0168" "J0169" "J0201" "J0202" "J0203" "J0204" "J0205"
    "J0206" "J0207" "J0208" "J0209" "J0210" "J0211" "J0212"
    "J0213" "J0231" "J0232" "J0233" "J0234" "J0235" "J0236"
    "J0237" "J0238" "J0251" "J0252" "J0253" "J0254" "J0255"
    "J0256" "J0257" "J0258" "J0259" "J0260" "J0261" "J0262"
    "J0263" "J0264" "J0265" "J0266" "J0267" "J0268" "J0269"
    "J0270" "J0271" "J0272" "J0273" "J0274" "J0275" "J0276"
    "J0277" "J0278" "J0279" "J0301" "J0302" "J0303" "J0304"
    "J0305" "J0306" "J0307" "J0308" "J0309" "J0310" "J0311"
    "J0312" "J0313" "J0314" "J0315" "J0316" "J0317" "J0318"
    "J0319" "J0320" "J0321" "J0322" "J0323" "J0324" "J0325"
    "J0326" "J0327" "J0328" "J0329" "J0330" "J0331" "J0332"
    "J0333" "J0341" "J0342" "J0351" "J0352" "J0353" "J0354"
    "J0355" "J0356" "J0357" "J0361" "J0362" "J0401" "J0402"
    "J0403" "J0404" "J0405" "J0406" "J0407" "J0408" "J0409"
    "J0410" "J0411" "J0412" "J0413" "J0414" "J0415" "J0416"
    "J0417" "J0418" "J0420" "J0421" "J0422" "J0423" "J0424"
    "J0430" "J0431" "J0432" "J0433" "J0434" "J0435" "J0501"
    "J0502" "J0503" "J0504" "J0505" "J0506" "J0507" "J0508"
    "J0509" "J0510" "J0511" "J0512" "J0513" "J0514" "J0515"
    "J0516" "J0517" "J0518" "J0519" "J0520" "J0530" "J0531"
    "J0532" "J0533" "J0534" "J0535" "J0536" "J0537" "J0538"
    "J0539" "J0540" "J0541" "J0542" "J0543" "J0544" "J0545"
    "J0546" "J0547" "J0601" "J0602" "J0603" "J0604" "J0605"
    "J0606" "J0607" "J0608" "J0609" "J0650" "J0651" "J0701"
    "J0702" "J0703" "J0704" "J0705" "J0706" "J0707" "J0708"
    "J0709" "J0710" "J0711" "J0712" "J0713" "J0714" "J0715"
    "J0716" "J0717" "J0721" "J0722" "J0723" "J0724" "J0725"
    "J0726" "J0727" "J0728" "J0730" "J0731" "J0732" "J0740"
    "J0741" "J0742" "J0743" "J0744" "J0745" "J0746" "J0747"
    "J0748" "J0749" "J0750" "J0751" "J0752" "J0760" "J0761"
    "J0762" "J0763" "J0764" "J0765" "J0766" "J0767" "J0768"
    "J0769" "J0770" "J0771" "J0772" "J0773" "J0774" "J0775"
    "J0776" "J0777" "J0778" "J0779" "J0780" "J0781" "J0782"
    "J0790" "J0791" "J0792" "J0793" "J0794" "J0801" "J0802"
    "J0803" "J0804" "J0805" "J0806" "J0807" "J0808" "J0809"
    "J0810" "J0811" "J0812" "J0813" "J0814" "J0815" "J0816"
    "J0817" "J0818" "J0819" "J0820" "J0821" "J0830" "J0831"
    "J0832" "J0833" "J0834" "J0835" "J0836" "J0837" "J0838"
    "J0839" "J0840" "J0850" "J0851" "J0852" "J0860" "J0861"
    "J0862" "J0863" "J0864" "J0865" "J0866" "J0867" "J0868"
    "J0869" "J0870" "J0871" "J0872" "J0873" "J0874" "J0875"
    "J0876" "J0877" "J0878" "J0879" "J0880" "J0881" "J0882"
    "J0883" "J0890" "J0891" "J0892" "J0901" "J0902" "J0903"
    "J0904" "J0905" "J0906" "J0907" "J0908" "J0909" "J0910"
    "J0911" "J0912" "J0913" "J0914" "J0915" "J0916" "J0917"
    "J0920" "J0921" "J0922" "J0923" "J0924" "J0925" "J0926"
    "J0927" "J0928" "J0929" "J0930" "J0931" "J0932" "J0933"
    "J0934" "J0935" "J0936" "J0937" "J0938" "J0941" "J0942"
    "J0943" "J0944" "J0945" "J0946" "J0947" "J0948" "J0949"
    "J0950" "J0951" "J0952" "J0953" "J0954" "J0955" "J0956"
    "J0957" "J0958" "J0959" "J0960" "J0961" "J0962" "J0963"
    "J0964" "J0965" "J0966" "J0970" "J0971" "J0972" "J0973"
    "J0974" "J0975" "J0976" "J0977" "J0980" "J0981" "J0982"
    "J0983" "J0984" "J0985" "J0986" "J0987" "J0988"
};

/// What is shown for a code without a page. A test holds that there is none.
static NO_PAGE: Page =
    Page::new("## 한국어: 설명이 아직 없습니다\n\n## English: There is no explanation yet\n");

/// The page of a code.
pub(in crate::command) fn of(code: Code) -> &'static Page {
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
