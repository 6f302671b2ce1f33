//! Choice of the Korean particle by the sound that the word ends in.

/// Appends the particle of `pair` that fits the end of `word`.
///
/// `pair` is written with the form after a consonant first: `"은는"`, `"이가"`,
/// `"을를"`, `"과와"`, `"으로로"` (which also treats a final ㄹ as a vowel).
/// Quotation marks and brackets at the end of the word are looked through.
/// A word whose sound is not known takes the form with both, `은(는)`.
pub fn with_particle(word: &str, pair: &str) -> String {
    let (closed, open) = match pair {
        "은는" => ("은", "는"),
        "이가" => ("이", "가"),
        "을를" => ("을", "를"),
        "과와" => ("과", "와"),
        "으로로" => ("으로", "로"),
        "이라라" => ("이라", "라"),
        "이나나" => ("이나", "나"),
        other => return format!("{word}{other}"),
    };
    let last = word
        .chars()
        .rev()
        .find(|c| !matches!(c, '`' | '"' | '\'' | ')' | ']' | '」' | '』' | '”' | '’'));
    match last.and_then(final_sound) {
        Some(Final::Vowel) => format!("{word}{open}"),
        Some(Final::Rieul) if pair == "으로로" => format!("{word}{open}"),
        Some(_) => format!("{word}{closed}"),
        None if pair == "으로로" => format!("{word}(으)로"),
        None => format!("{word}{closed}({open})"),
    }
}

enum Final {
    Vowel,
    Rieul,
    Consonant,
}

fn final_sound(last: char) -> Option<Final> {
    match last {
        '가'..='힣' => Some(match (last as u32 - 0xAC00) % 28 {
            0 => Final::Vowel,
            8 => Final::Rieul,
            _ => Final::Consonant,
        }),
        // Digits as they are read: 영 일 이 삼 사 오 육 칠 팔 구.
        '2' | '4' | '5' | '9' => Some(Final::Vowel),
        '1' | '7' | '8' => Some(Final::Rieul),
        '0' | '3' | '6' => Some(Final::Consonant),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::with_particle;

    #[test]
    fn the_particle_follows_the_last_sound() {
        assert_eq!(with_particle("조례", "은는"), "조례는");
        assert_eq!(with_particle("조문", "은는"), "조문은");
        assert_eq!(with_particle("제3항", "을를"), "제3항을");
        assert_eq!(with_particle("`의결`", "이가"), "`의결`이");
        assert_eq!(with_particle("서울", "으로로"), "서울로");
        assert_eq!(with_particle("부산", "으로로"), "부산으로");
        assert_eq!(with_particle("2", "은는"), "2는");
        assert_eq!(with_particle("report", "은는"), "report은(는)");
        assert_eq!(with_particle("report", "으로로"), "report(으)로");
    }
}
