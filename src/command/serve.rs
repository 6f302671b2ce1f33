//! `serve`: the service over HTTP.

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use clap::ValueEnum;
use serde_json::json;

use super::codes;
use super::context::Context;
use super::exit::Exit;
use super::explain::pages;
use super::key::{KeysArg, fail};
use super::render::Format;
use crate::diagnostic::{Code, Coded, Finding, Lang, catalogue};
use crate::library::{Machine, cause};
use crate::service::http::{
    Files, Limits, LogForm, Options, ServeError, Service, serve, start_log,
};

/// Serve cases over HTTP to other programs
///
/// The service listens on this machine alone, and stands behind a proxy that
/// does TLS. Callers show a key (`jorye key new`); the file of principals says
/// as whom each may act. SIGTERM and SIGINT stop it: it finishes what runs and
/// ends with 0. What it offers is described at `/openapi.json`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Where to listen: an address and a port; port 0 takes a free one
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8787")]
    listen: SocketAddr,
    /// Listen also where other machines can reach it
    #[arg(long)]
    allow_remote: bool,
    /// The file of principals; without it, `principals.toml` beside the store
    #[arg(long, value_name = "FILE")]
    principals: Option<PathBuf>,
    #[command(flatten)]
    keys: KeysArg,
    /// Read everything, say what is wrong with it, and serve nothing
    #[arg(long)]
    dry_run: bool,
    /// Everybody may read, values of cases too
    #[arg(long)]
    anonymous_read: bool,
    /// The log on standard error: `text`, `json`, or `errors` alone
    #[arg(
        long,
        value_name = "text|json|errors",
        default_value = "text",
        hide_possible_values = true
    )]
    log: LogArg,
    /// The most bytes of a body
    #[arg(long, value_name = "BYTES", default_value_t = 1 << 20,
          value_parser = clap::value_parser!(u32).range(1024..=1 << 26))]
    max_body: u32,
    /// How many requests are worked on at once
    #[arg(long, value_name = "N", default_value_t = 512,
          value_parser = clap::value_parser!(u16).range(1..))]
    max_requests: u16,
    /// After how many seconds what the clock owes is taken, over and over; 0
    /// leaves that to `tick` and to acts
    #[arg(long, value_name = "SECONDS", default_value_t = 60,
          value_parser = clap::value_parser!(u32).range(0..=86_400))]
    tick: u32,
    /// How many seconds the body of a request may take to arrive
    #[arg(long, value_name = "SECONDS", default_value_t = 10,
          value_parser = clap::value_parser!(u16).range(1..=3600))]
    body_time: u16,
    /// How many seconds an answer may take
    #[arg(long, value_name = "SECONDS", default_value_t = 30,
          value_parser = clap::value_parser!(u16).range(1..=3600))]
    answer_time: u16,
}

/// [`LogForm`], as it is written on the command line.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum LogArg {
    Text,
    Json,
    Errors,
}

/// Another address than one of this machine alone.
#[derive(Debug, thiserror::Error)]
#[error("{address} can be reached from other machines")]
struct Remote {
    address: SocketAddr,
}

impl Coded for Remote {
    fn finding(&self) -> Finding {
        Finding::new(codes::LISTENS_TO_OTHERS).with("address", self.address.to_string())
    }
}

/// An address that cannot be listened on.
#[derive(Debug, thiserror::Error)]
#[error("{address}: {cause}")]
struct Unbound {
    address: SocketAddr,
    cause: io::Error,
}

impl Coded for Unbound {
    fn finding(&self) -> Finding {
        Finding::new(codes::CANNOT_LISTEN)
            .with("address", self.address.to_string())
            .with("cause", cause(&self.cause))
    }
}

impl Coded for ServeError {
    fn finding(&self) -> Finding {
        match self {
            ServeError::Io(error) => Finding::new(codes::ENDED_BADLY).with("cause", cause(error)),
            ServeError::Store(error) => error.finding(),
        }
    }
}

impl Args {
    fn options(&self, lang: Lang) -> Options {
        Options {
            limits: Limits {
                body: usize::try_from(self.max_body).unwrap_or(usize::MAX),
                requests: usize::from(self.max_requests),
                body_time: Duration::from_secs(self.body_time.into()),
                answer_time: Duration::from_secs(self.answer_time.into()),
                ..Limits::default()
            },
            anonymous_read: self.anonymous_read,
            tick: (self.tick > 0).then(|| Duration::from_secs(self.tick.into())),
            lang,
            explain: page,
        }
    }

    fn files(&self, context: &Context) -> Files {
        let store = self.keys.store.path(context);
        let principals = self
            .principals
            .clone()
            .unwrap_or_else(|| store.with_file_name("principals.toml"));
        Files {
            log_key: self.keys.store.key(context),
            api_keys: self.keys.file(context),
            principals,
        }
    }
}

/// The page of a code in a language.
fn page(code: Code, lang: Lang) -> Option<&'static str> {
    catalogue::find(code).map(|_| pages::of(code).get(lang))
}

/// Runs the command.
pub fn run(args: &Args, context: &mut Context) -> Exit {
    let address = args.listen;
    if !address.ip().is_loopback() && !args.allow_remote {
        return context.fail(&Remote { address }, Exit::Usage);
    }
    let library = match super::library::read(context) {
        Ok(library) => library,
        Err(exit) => return exit,
    };
    let listener = match TcpListener::bind(address) {
        Ok(listener) => listener,
        Err(cause) => return context.fail(&Unbound { address, cause }, Exit::Failure),
    };
    let store = match args.keys.store.open_or_create(context) {
        Ok(store) => store,
        Err(exit) => return exit,
    };
    let (files, options) = (args.files(context), args.options(context.lang));
    let made = Service::new(Arc::new(store), Arc::new(Machine), library, files, options);
    let (service, odd) = match made {
        Ok(made) => made,
        Err(error) => return fail(&error, context),
    };
    for finding in odd {
        context.talk_finding(&finding);
    }
    for finding in service.refused_workflows() {
        context.talk_finding(&finding);
    }
    if args.dry_run {
        let text = context.word(
            "모두 읽었습니다. 서비스할 수 있습니다.",
            "Everything was read. The service can be started.",
        );
        let text = text.to_owned();
        context.talk(text);
        return Exit::Well;
    }
    start_log(match args.log {
        LogArg::Text => LogForm::Text,
        LogArg::Json => LogForm::Json,
        LogArg::Errors => LogForm::Errors,
    });
    let ended = serve(&Arc::new(service), listener, |address| {
        told(address, context);
    });
    match ended {
        Ok(()) => Exit::Well,
        Err(error) => context.fail(&error, Exit::Failure),
    }
}

/// Where the service listens: told at once, for whoever waits for that.
fn told(address: SocketAddr, context: &mut Context) {
    let url = format!("http://{address}");
    match (context.format, context.lang) {
        (Format::Json, _) => context.line(json!({ "listening": url })),
        (_, Lang::Ko) => context.line(format_args!("{url} 에서 요청을 받습니다.")),
        (_, Lang::En) => context.line(format_args!("Listening on {url}")),
    }
    context.flush();
}
