//! Headers of requests, each read in one place.

use axum::http::HeaderMap;
use axum::http::header::{self, HeaderName};

use super::fault::Malformed;
use super::problem::Problem;
use crate::diagnostic::{Bilingual, Lang};

/// The id of a request.
pub(super) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// The key under which a request counts once (IETF draft).
pub(super) const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");
/// That an answer was given before.
pub(super) const IDEMPOTENCY_REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");

/// How long a key may be.
const LONGEST_KEY: usize = 128;

/// The key of the caller: `Authorization: Bearer …`.
pub(super) fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme
        .eq_ignore_ascii_case("bearer")
        .then(|| token.trim_matches(' '))
}

/// The version that an act is for: `If-Match: "7"`; none for `*`.
pub(super) fn if_match(headers: &HeaderMap) -> Result<Option<u64>, Malformed> {
    let Some(value) = single(headers, &header::IF_MATCH)? else {
        return Ok(None);
    };
    if value == "*" {
        return Ok(None);
    }
    let digits = value
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'))
        .filter(|digits| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()));
    let version = digits.and_then(|digits| digits.parse().ok());
    version.map(Some).ok_or_else(|| {
        let expected = Bilingual::new(
            "사건의 판을 큰따옴표로 싼 하나의 ETag(`\"7\"`)나 `*`",
            "one ETag, the version of the case in quotation marks (`\"7\"`), or `*`",
        );
        Malformed::header("If-Match", expected)
    })
}

/// The entity tag of a version.
pub(super) fn etag(version: u64) -> String {
    format!("\"{version}\"")
}

/// The key under which a request counts once: a string of structured fields
/// (RFC 8941), or the same without quotation marks.
pub(super) fn idempotency_key(headers: &HeaderMap) -> Result<Option<&str>, Problem> {
    let mut values = headers.get_all(IDEMPOTENCY_KEY).iter();
    let Some(value) = values.next() else {
        return Ok(None);
    };
    let value = match (value.to_str(), values.next()) {
        (Ok(value), None) => value.trim(),
        _ => return Err(Problem::key_malformed()),
    };
    let key = match value.strip_prefix('"') {
        Some(rest) => rest.strip_suffix('"').unwrap_or(""),
        None => value,
    };
    let plain = (1..=LONGEST_KEY).contains(&key.len())
        && key
            .bytes()
            .all(|b| (b'!'..=b'~').contains(&b) && b != b'"' && b != b'\\');
    if plain {
        Ok(Some(key))
    } else {
        Err(Problem::key_malformed())
    }
}

/// Whether the body is said to be JSON.
pub(super) fn is_json(headers: &HeaderMap) -> bool {
    let media = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split(';').next());
    media.is_some_and(|media| media.trim().eq_ignore_ascii_case("application/json"))
        && !headers.contains_key(header::CONTENT_ENCODING)
}

/// The length that the body is said to have.
pub(super) fn length(headers: &HeaderMap) -> Option<u64> {
    headers
        .get(header::CONTENT_LENGTH)?
        .to_str()
        .ok()?
        .parse()
        .ok()
}

/// The id that the caller gave the request, if it is short and plain: it goes
/// into the log as it is.
pub(super) fn request_id(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(REQUEST_ID)?.to_str().ok()?;
    let plain = (8..=64).contains(&value.len())
        && value
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    plain.then_some(value)
}

/// The language that the caller reads best (RFC 9110, `Accept-Language`).
pub(super) fn language(headers: &HeaderMap, otherwise: Lang) -> Lang {
    let Some(value) = headers
        .get(header::ACCEPT_LANGUAGE)
        .and_then(|value| value.to_str().ok())
    else {
        return otherwise;
    };
    let mut best: Option<(u16, Lang)> = None;
    for part in value.split(',').take(16) {
        let mut words = part.split(';').map(str::trim);
        let tag = words.next().unwrap_or("");
        let lang = match tag.split('-').next().unwrap_or("") {
            word if word.eq_ignore_ascii_case("ko") => Lang::Ko,
            word if word.eq_ignore_ascii_case("en") => Lang::En,
            "*" => otherwise,
            _ => continue,
        };
        let weight = words
            .find_map(|word| word.strip_prefix("q="))
            .map_or(1000, weight);
        if weight > 0 && best.is_none_or(|(known, _)| weight > known) {
            best = Some((weight, lang));
        }
    }
    best.map_or(otherwise, |(_, lang)| lang)
}

/// A weight in thousandths: `1`, `0.8`. What is none weighs nothing.
fn weight(text: &str) -> u16 {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let digits: String = part.chars().chain("000".chars()).take(3).collect();
    match (whole, digits.parse::<u16>()) {
        ("1", Ok(0)) => 1000,
        ("0", Ok(part)) => part,
        _ => 0,
    }
}

fn single<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Result<Option<&'a str>, Malformed> {
    let mut values = headers.get_all(name).iter();
    let Some(value) = values.next() else {
        return Ok(None);
    };
    match (value.to_str(), values.next()) {
        (Ok(text), None) => Ok(Some(text.trim())),
        _ => Err(Malformed::header(
            "If-Match",
            Bilingual::new("값이 하나인", "one value"),
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(name: &str, value: &str) -> HeaderMap {
        let name: HeaderName = name.parse().unwrap();
        HeaderMap::from_iter([(name, value.parse().unwrap())])
    }

    #[test]
    fn the_language_of_the_greatest_weight_is_taken() {
        let of = |value| language(&headers("accept-language", value), Lang::Ko);
        assert_eq!(of("en"), Lang::En);
        assert_eq!(of("fr, en-GB;q=0.3, ko;q=0.8"), Lang::Ko);
        assert_eq!(of("ko;q=0.5, en;q=0.75"), Lang::En);
        assert_eq!(of("en;q=0, ko;q=0.001"), Lang::Ko);
        assert_eq!(of("fr"), Lang::Ko);
        assert_eq!(of("en;q=x"), Lang::Ko);
        assert_eq!(language(&HeaderMap::new(), Lang::En), Lang::En);
    }

    #[test]
    fn a_version_is_one_strong_tag() {
        let of = |value| if_match(&headers("if-match", value));
        assert_eq!(of("\"7\""), Ok(Some(7)));
        assert_eq!(of("*"), Ok(None));
        for wrong in [
            "7",
            "W/\"7\"",
            "\"7\", \"8\"",
            "\"\"",
            "\"x\"",
            "\"99999999999999999999\"",
        ] {
            assert!(of(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_key_is_short_and_plain() {
        let key = |value: &str| {
            let headers = headers("idempotency-key", value);
            idempotency_key(&headers).ok().flatten().map(str::to_owned)
        };
        assert_eq!(key("\"8e03978e\""), Some("8e03978e".into()));
        assert_eq!(key("8e03978e"), Some("8e03978e".into()));
        for wrong in ["", "\"\"", "a b", "\"a\"b\"", &"k".repeat(129)] {
            assert_eq!(key(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_bearer_is_named_in_any_case() {
        let of = |value| bearer(&headers("authorization", value)).map(str::to_owned);
        assert_eq!(of("Bearer abc"), Some("abc".into()));
        assert_eq!(of("bearer  abc"), Some("abc".into()));
        assert_eq!(of("Basic abc"), None);
    }
}
