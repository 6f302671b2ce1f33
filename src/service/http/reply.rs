//! What a handler answers.

use axum::body::Body;
use axum::http::StatusCode;
use axum::http::header::{HeaderName, HeaderValue};
use serde_json::Value;

/// The media type of JSON.
pub(super) const JSON: &str = "application/json";

/// The media type of JSON, one value a line.
pub(super) const JSON_LINES: &str = "application/jsonl";

/// An answer.
#[derive(Debug)]
pub(super) struct Reply {
    pub(super) status: StatusCode,
    pub(super) media: &'static str,
    pub(super) body: Body,
    pub(super) headers: Vec<(HeaderName, HeaderValue)>,
}

impl Reply {
    /// JSON.
    pub(super) fn json(status: StatusCode, value: &Value) -> Reply {
        Reply {
            status,
            media: JSON,
            body: Body::from(value.to_string()),
            headers: Vec::new(),
        }
    }

    /// Something else.
    pub(super) fn text(media: &'static str, text: impl Into<Vec<u8>>) -> Reply {
        Reply {
            status: StatusCode::OK,
            media,
            body: Body::from(text.into()),
            headers: Vec::new(),
        }
    }

    /// Lines of JSON, sent as they come.
    pub(super) const fn pieces(body: Body) -> Reply {
        Reply {
            status: StatusCode::OK,
            media: JSON_LINES,
            body,
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
