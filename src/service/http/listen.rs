//! Connections: accepted, served, and waited for at the end.

use std::future::{Future, poll_fn};
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpStream;
use tokio::sync::{Semaphore, watch};
use tokio::time::{Instant, sleep, timeout};

use super::around::router;
use super::state::{Limits, Service};
use crate::diagnostic::Coded as _;
use crate::store::StoreError;

/// How often the files that say who may call are looked at.
const LOOK: Duration = Duration::from_secs(1);
/// How many messages are delivered in one look.
const MESSAGES: usize = 256;
/// On how many cases the clock acts before others have their turn.
const CASES: usize = 256;
/// How long is waited after a connection could not be accepted.
const BREATH: Duration = Duration::from_millis(50);
/// How many headers a request may have.
const MOST_HEADERS: usize = 64;

/// Why a service ended otherwise than it should.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The system gave no threads, sockets or signals.
    #[error("the service cannot run: {0}")]
    Io(#[from] io::Error),
    /// The store did not close well.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Serves until the process is told to stop (SIGTERM, SIGINT): takes no new
/// connection, finishes what runs, and closes the store.
///
/// # Errors
/// The service cannot run, or its store not be closed.
pub fn serve(
    service: &Arc<Service>,
    listener: TcpListener,
    ready: impl FnOnce(SocketAddr),
) -> Result<(), ServeError> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .thread_name("service")
        .enable_all()
        .build()?;
    runtime.block_on(async {
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let listener = tokio::net::TcpListener::from_std(listener)?;
        let (stop, stopped) = watch::channel(false);
        signals(Arc::clone(service), stop)?;
        tokio::spawn(look(Arc::clone(service)));
        ready(address);
        accept(service, listener, stopped).await;
        service.store.close().await?;
        Ok(())
    })
}

/// Accepts connections until it is told to stop, and waits for them.
async fn accept(
    service: &Arc<Service>,
    listener: tokio::net::TcpListener,
    mut stopped: watch::Receiver<bool>,
) {
    let limits = &service.options.limits;
    let router = router(service);
    let graceful = GracefulShutdown::new();
    let places = Arc::new(Semaphore::new(limits.connections));
    let mut stop = pin!(async move {
        // Whoever would say so being gone means the same.
        let _ = stopped.wait_for(|stop| *stop).await;
    });
    loop {
        let place = match first(&mut stop, Arc::clone(&places).acquire_owned()).await {
            Some(Ok(place)) => place,
            _ => break,
        };
        let stream = match first(&mut stop, listener.accept()).await {
            Some(Ok((stream, _))) => stream,
            Some(Err(_)) => {
                // Too many open files, say: others end meanwhile.
                sleep(BREATH).await;
                continue;
            }
            None => break,
        };
        let connection = graceful.watch(connection(stream, router.clone(), limits));
        tokio::spawn(async move {
            // A connection that breaks off concerns nobody but its caller.
            let _ = connection.await;
            drop(place);
        });
    }
    drop(listener);
    service.stop();
    tracing::info!("stopping");
    let waited = timeout(limits.stop_time, graceful.shutdown()).await;
    if waited.is_err() {
        tracing::warn!("requests were cut off");
    }
}

type Connection = http1::Connection<TokioIo<TcpStream>, TowerToHyperService<Router>>;

fn connection(stream: TcpStream, router: Router, limits: &Limits) -> Connection {
    // Answers are small, and wait for nothing.
    let _ = stream.set_nodelay(true);
    http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.head_time)
        .max_buf_size(limits.head.max(8192))
        .max_headers(MOST_HEADERS)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(router))
}

/// What comes first: the end (none), or the other.
async fn first<T>(
    end: &mut (impl Future<Output = ()> + Unpin),
    other: impl Future<Output = T>,
) -> Option<T> {
    let mut other = pin!(other);
    poll_fn(|context| {
        if pin!(&mut *end).poll(context).is_ready() {
            return Poll::Ready(None);
        }
        other.as_mut().poll(context).map(Some)
    })
    .await
}

/// Takes what the clock owes, delivers messages that another process left, and
/// reads again who may call when a file has changed.
async fn look(service: Arc<Service>) {
    let mut seen = service.seen();
    let mut ticked: Option<Instant> = None;
    loop {
        sleep(LOOK).await;
        let due = |every: &Duration| ticked.is_none_or(|last| last.elapsed() >= *every);
        if service.options.tick.as_ref().is_some_and(due) {
            ticked = Some(Instant::now());
            tick(&service).await;
        }
        if let Err(error) = service.cases().deliver(MESSAGES).await {
            let code = error.finding().code.to_string();
            tracing::warn!(code, "messages between cases wait");
        }
        let now = service.seen();
        if now != seen {
            seen = now;
            reload(&service);
        }
    }
}

/// Takes what the clock owes, page by page.
async fn tick(service: &Service) {
    let mut after = None;
    loop {
        let tick = match service.cases().tick_page(None, after, CASES).await {
            Ok(tick) => tick,
            Err(error) => {
                let code = error.finding().code.to_string();
                tracing::warn!(code, "what the clock owes was not taken");
                return;
            }
        };
        if !tick.woken.is_empty() {
            tracing::info!(cases = tick.woken.len(), "the clock acted");
        }
        for (_, error) in &tick.failed {
            let code = error.finding().code.to_string();
            tracing::warn!(code, "the clock could not act on a case");
        }
        after = tick.next;
        if after.is_none() {
            return;
        }
    }
}

fn reload(service: &Service) {
    match service.reload() {
        Ok(_) => tracing::info!("who may call was read again"),
        Err(error) => {
            for finding in error.findings() {
                tracing::error!(
                    code = finding.code.to_string(),
                    "who may call cannot be read; it stays as it was"
                );
            }
        }
    }
}

#[cfg(unix)]
fn signals(service: Arc<Service>, stop: watch::Sender<bool>) -> io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut hangup = signal(SignalKind::hangup())?;
    tokio::spawn(async move {
        loop {
            hangup.recv().await;
            reload(&service);
        }
    });
    tokio::spawn(async move {
        let mut interrupted = pin!(async {
            interrupt.recv().await;
        });
        first(&mut interrupted, terminate.recv()).await;
        let _ = stop.send(true);
    });
    Ok(())
}

#[cfg(not(unix))]
fn signals(_: Arc<Service>, stop: watch::Sender<bool>) -> io::Result<()> {
    tokio::spawn(async move {
        let _ = tokio::signal::ctrl_c().await;
        let _ = stop.send(true);
    });
    Ok(())
}
