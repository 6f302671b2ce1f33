//! The receipt within its page for people: one link that holds the file.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;

use crate::diagnostic::{Bilingual, Code, Coded, Finding};

/// What stands before the base64 of the receipt, once in a page. In everything
/// else that a page shows, a quotation mark is written `&quot;`.
const LINK: &str = "href=\"data:application/json;base64,";

/// The page holds no receipt that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PageError {
    /// There is no link with one.
    #[error("the page holds no receipt")]
    None,
    /// There are several.
    #[error("the page holds more than one receipt")]
    Several,
    /// The link is cut off, or no base64.
    #[error("the link with the receipt is damaged")]
    Damaged,
}

impl Coded for PageError {
    fn finding(&self) -> Finding {
        let ko = match self {
            PageError::None => "이 쪽에는 기록 확인서가 들어 있지 않습니다",
            PageError::Several => "이 쪽에는 기록 확인서가 둘 이상 들어 있습니다",
            PageError::Damaged => "기록 확인서를 담은 링크가 손상되었습니다",
        };
        Finding::new(Code(865)).note(Bilingual::new(ko, self.to_string()))
    }
}

/// The attribute that holds a receipt in a page.
pub fn wrap(receipt: &[u8]) -> String {
    format!("{LINK}{}\"", BASE64.encode(receipt))
}

/// The receipt that a page holds; nothing for what is no page.
///
/// # Errors
/// It is a page and holds none, or several, or one that is damaged.
pub fn embedded(bytes: &[u8]) -> Result<Option<Vec<u8>>, PageError> {
    let text = String::from_utf8_lossy(bytes);
    let start = text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
    if !start.starts_with('<') {
        return Ok(None);
    }
    let mut links = text.split(LINK).skip(1);
    let (Some(link), more) = (links.next(), links.next()) else {
        return Err(PageError::None);
    };
    if more.is_some() {
        return Err(PageError::Several);
    }
    let (data, _) = link.split_once('"').ok_or(PageError::Damaged)?;
    let receipt = BASE64.decode(data).map_err(|_| PageError::Damaged)?;
    Ok(Some(receipt))
}
