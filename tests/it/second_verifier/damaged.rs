//! A file damaged by hand or by chance.

use super::{Bench, FAULTS, FINE, fixture, lines, python_is_there, replaced, small_key};

#[test]
fn damage_to_a_file_has_one_verdict() {
    if !python_is_there() {
        return;
    }
    let (trail, note, key) = (
        fixture("small.jsonl"),
        fixture("small.checkpoint"),
        small_key(),
    );
    let text = String::from_utf8(trail.clone()).unwrap();
    let whole = lines(&trail);
    let mut copies: Vec<(String, Vec<u8>)> = Vec::new();
    let mut add = |name: &str, bytes: Vec<u8>| copies.push((name.to_owned(), bytes));

    let mut start = 0;
    for (number, line) in whole.iter().enumerate() {
        for part in 1..4 {
            let at = start + line.len() * part / 4;
            let mut bytes = trail.clone();
            bytes[at] ^= 1;
            add(&format!("byte {at} changed, line {}", number + 1), bytes);
        }
        start += line.len();
        let mut without = whole.clone();
        without.remove(number);
        add(&format!("line {} removed", number + 1), without.concat());
        let mut doubled = whole.clone();
        doubled.insert(number, line.clone());
        add(&format!("line {} doubled", number + 1), doubled.concat());
        if number > 0 {
            let mut swapped = whole.clone();
            swapped.swap(number - 1, number);
            add(
                &format!("lines {number} and {} swapped", number + 1),
                swapped.concat(),
            );
        }
    }
    add("no file", Vec::new());
    add("only a newline", b"\n".to_vec());
    add("no final newline", trail[..trail.len() - 1].to_vec());
    add("a line more, empty", [&trail[..], b"\n"].concat());
    add("a line more, begun", [&trail[..], b"{"].concat());
    add("a byte-order mark", [&b"\xef\xbb\xbf"[..], &trail].concat());
    add("carriage returns", text.replace('\n', "\r\n").into_bytes());
    add(
        "not UTF-8",
        replaced(&trail, "seoul", "seo\u{7f}")
            .iter()
            .map(|b| if *b == 0x7f { 0xff } else { *b })
            .collect(),
    );
    for (name, what, with) in [
        ("a space", "{\"entry\":", "{\"entry\": "),
        (
            "keys in another order",
            "{\"definitions\":2,\"format\":1,",
            "{\"format\":1,\"definitions\":2,",
        ),
        (
            "a key twice",
            "\"format\":1,\"kind\":\"jorye",
            "\"format\":1,\"format\":1,\"kind\":\"jorye",
        ),
        (
            "a key twice in an entry",
            "\"capacity\":\"chair\",",
            "\"capacity\":\"chair\",\"capacity\":\"chair\",",
        ),
        (
            "a key more in the header",
            "\"size\":5",
            "\"size\":5,\"zone\":1",
        ),
        (
            "a key more in a definition",
            "\"sha256\":\"bd0f",
            "\"more\":1,\"sha256\":\"bd0f",
        ),
        (
            "a key more in an entry",
            "\"outcome\":null",
            "\"other\":1,\"outcome\":null",
        ),
        (
            "a key more in an opening",
            "\"type\":\"text\"",
            "\"too\":1,\"type\":\"text\"",
        ),
        (
            "a key more beside an entry",
            "\"openings\":[]",
            "\"openings\":[],\"p\":1",
        ),
        ("an escape that is not needed", "김가", "\\uae40가"),
        ("a slash escaped", "workflows/a", "workflows\\/a"),
        ("a lone surrogate", "김가", "\\ud800"),
        (
            "a decomposed twin",
            "김가",
            "\u{1100}\u{1175}\u{11b7}\u{1100}\u{1161}",
        ),
        ("hex in upper case", "bd0fc92f", "BD0FC92F"),
        ("a link in upper case", "15d1ba82", "15D1BA82"),
        ("a salt in upper case", "545d2029", "545D2029"),
        ("base64 without padding", "iCg==", "iCg"),
        ("base64 with a bit unused", "iCg==", "iCh=="),
        ("base64 with a space", "aWQg", "aWQg "),
        ("a number with a fraction", "\"size\":5", "\"size\":5.0"),
        ("a number with an exponent", "\"size\":5", "\"size\":5e0"),
        ("a leading zero", "\"size\":5", "\"size\":05"),
        ("a sign", "\"size\":5", "\"size\":-5"),
        (
            "a number too large",
            "\"size\":5",
            "\"size\":9007199254740992",
        ),
        ("a number for a word", "\"size\":5", "\"size\":\"5\""),
        ("true for one", "\"format\":1", "\"format\":true"),
        ("another format", "\"format\":1", "\"format\":2"),
        ("not a number", "\"size\":5", "\"size\":NaN"),
        ("another kind of file", "jorye-trail", "jorye-trial"),
        ("another log", "\"log\":\"seoul", "\"log\":\"busan"),
        ("another value", "\"value\":\"7\"", "\"value\":\"8\""),
        (
            "another type",
            "\"type\":\"integer\"",
            "\"type\":\"decimal\"",
        ),
        (
            "another place",
            "\"path\":\"/given/who\"",
            "\"path\":\"/given/whom\"",
        ),
        (
            "another outcome",
            "\"outcome\":\"granted\"",
            "\"outcome\":\"refused\"",
        ),
        (
            "another kind of entry",
            "\"kind\":\"act\"",
            "\"kind\":\"refused\"",
        ),
        (
            "more definitions announced",
            "{\"definitions\":2",
            "{\"definitions\":3",
        ),
    ] {
        add(name, replaced(&trail, what, with));
    }
    let deep = format!("\"capacity\":{}0{}", "[".repeat(70), "]".repeat(70));
    add("deep", replaced(&trail, "\"capacity\":\"chair\"", &deep));
    let deep = deep
        .replace('[', &"[".repeat(2000))
        .replace(']', &"]".repeat(2000));
    add(
        "very deep",
        replaced(&trail, "\"capacity\":\"chair\"", &deep),
    );

    let mut bench = Bench::new();
    let count = copies.len();
    for (name, bytes) in copies {
        bench.compare(&name, FAULTS, &bytes, Some(&note), Some(&key));
    }
    // A tail cut off so that the count fits shows by the checkpoint alone.
    let cut = replaced(
        &whole[..whole.len() - 1].concat(),
        "\"size\":5",
        "\"size\":4",
    );
    bench.compare("a fitting cut", FINE, &cut, None, Some(&key));
    bench.compare("a fitting cut, seen", FAULTS, &cut, Some(&note), None);
    // An opening may be withheld; what it opened can then not be compared.
    let opening = "{\"path\":\"/reason\"";
    let from = text.find(opening).unwrap() - 1;
    let to = from + text[from..].find('}').unwrap() + 1;
    let withheld = [&text[..from], &text[to..]].concat();
    bench.compare(
        "a value withheld",
        FINE,
        withheld.as_bytes(),
        Some(&note),
        Some(&key),
    );
    bench.agreed(count + 3);
}
