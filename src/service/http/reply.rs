//! What a handler answers.

use axum::http::StatusCode;
use axum::http::header::{HeaderName, HeaderValue};
use serde_json::Value;

/// The media type of JSON.
pub(super) const JSON: &str = "application/json";

/// An answer.
#[derive(Debug)]
pub(super) struct Reply {
    pub(super) status: StatusCode,
    pub(super) media: &'static str,
    pub(super) body: Vec<u8>,
    pub(super) headers: Vec<(HeaderName, HeaderValue)>,
}

impl Reply {
    /// JSON.
    pub(super) fn json(status: StatusCode, value: &Value) -> Reply {
        Reply {
            status,
            media: JSON,
            body: value.to_string().into_bytes(),
            headers: Vec::new(),
        }
    }

    /// Something else.
    pub(super) fn text(media: &'static str, text: impl Into<Vec<u8>>) -> Reply {
        Reply {
            status: StatusCode::OK,
            media,
            body: text.into(),
            headers: Vec::new(),
        }
    }

    /// With one more header, if the value can be one.
    pub(super) fn with(mut self, name: HeaderName, value: &str) -> Reply {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.headers.push((name, value));
        }
        self
    }
}
