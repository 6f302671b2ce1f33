//! The whole trail for one party, sent piece by piece.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::body::{Body, Bytes, HttpBody};
use hyper::body::Frame;
use tokio::sync::mpsc;

use super::super::{Log, LogError, is_actor};
use super::call::Call;
use super::cases::Answer;
use super::fault::{Fault, Malformed, Part};
use super::reply::Reply;
use super::state::Service;
use crate::diagnostic::Bilingual;
use crate::guard::Name;

/// How many pieces wait for a reader who is slow.
const WAITING: usize = 4;

/// `GET /v1/parties/{id}/export`
///
/// What is left out is found before the first byte is sent: so that whatever keeps
/// the trail from being read is told as a problem.
pub(super) async fn export(service: &Service, call: Call) -> Answer {
    call.may_read(None)?;
    let party = call.parameter("id")?;
    if !is_actor(party) {
        let expected = Bilingual::new("사람의 id", "the id of a person");
        let (part, fault) = (Part::Path, Fault::Form { expected });
        return Err(Malformed { part, fault }.into());
    }
    let redaction = service.cases().redaction(&Name::from(party)).await?;
    let store = Arc::clone(&service.store);
    let (sender, receiver) = mpsc::channel(WAITING);
    tokio::spawn(async move {
        let sent = async {
            let mut pieces = Log::new(&*store).pieces(&redaction).await?;
            while let Some(piece) = pieces.next().await? {
                if sender.send(Ok(Bytes::from(piece))).await.is_err() {
                    // Nobody reads it any more.
                    break;
                }
            }
            Ok::<(), LogError>(())
        };
        if let Err(error) = sent.await {
            tracing::error!(%error, "an export broke off");
            let _ = sender.send(Err(io::Error::other("broken off"))).await;
        }
    });
    Ok(Reply::pieces(Body::new(Pieces(receiver))))
}

/// Pieces as they come. Where one fails, the connection breaks off: a trail that is
/// cut short is never taken for a whole one.
struct Pieces(mpsc::Receiver<io::Result<Bytes>>);

impl HttpBody for Pieces {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        self.0
            .poll_recv(context)
            .map(|piece| piece.map(|piece| piece.map(Frame::data)))
    }
}
