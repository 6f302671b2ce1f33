//! What every command is given: language, form, library, and where to write.

use std::fmt::Display;
use std::io::{self, ErrorKind, IsTerminal, Write};
use std::path::{Path, PathBuf};

use anstream::{AutoStream, ColorChoice};
use clap::builder::StyledStr;

use super::exit::Exit;
use super::render::{self, Format, Paint};
use super::usage;
use crate::diagnostic::{Bilingual, Coded, Finding, Lang};
use crate::store::Appended;

/// Where a command stands.
///
/// Results go to standard output, talk (findings about the way, progress,
/// errors) to standard error. Writing never fails in the hands of a command:
/// the first failure is kept, later writes do nothing, and
/// [`finish`](Context::finish) says what follows. A reader who has seen enough
/// (`jorye … | head -1`) is no failure.
pub struct Context {
    /// The language of every word.
    pub lang: Lang,
    /// The form of the results.
    pub format: Format,
    /// The folder with `ordinance/` and `workflows/`.
    pub library: PathBuf,
    /// The moment at which a rehearsal stands, as the environment names it.
    pub rehearsal: Option<String>,
    /// The store that the environment names, `sqlite:FILE`.
    pub store: Option<String>,
    /// Where results may be kept from one run to the next.
    pub(super) cache: Option<PathBuf>,
    /// The picture that is asked for, if one is.
    pub(super) picture: Option<super::Picture>,
    /// Whether `check` tells its findings in SARIF.
    pub(super) sarif: bool,
    /// Whether results may be coloured.
    pub colour: bool,
    out: Box<dyn Write>,
    out_fault: Option<io::Error>,
    talk: Box<dyn Write>,
    talk_colour: bool,
    /// What was recorded, should the results be lost on their way.
    recorded: Vec<Bilingual>,
}

impl Context {
    /// A context on the standard streams of the process. Colours are used on a
    /// terminal alone, and not where `NO_COLOR` is set.
    pub fn of_process(lang: Lang, format: Format, library: PathBuf) -> Self {
        let out = AutoStream::choice(&io::stdout());
        let talk = AutoStream::choice(&io::stderr());
        Context {
            lang,
            format,
            library,
            store: None,
            cache: None,
            rehearsal: None,
            picture: None,
            sarif: false,
            colour: coloured(out),
            out: Box::new(io::BufWriter::new(AutoStream::new(io::stdout(), out))),
            out_fault: None,
            talk: Box::new(AutoStream::new(io::stderr(), talk)),
            talk_colour: coloured(talk),
            recorded: Vec::new(),
        }
    }

    /// A context that writes to the given sinks, without colours.
    pub fn to(
        lang: Lang,
        format: Format,
        library: &Path,
        out: Box<dyn Write>,
        talk: Box<dyn Write>,
    ) -> Self {
        Context {
            lang,
            format,
            library: library.to_owned(),
            store: None,
            cache: None,
            rehearsal: None,
            picture: None,
            sarif: false,
            colour: false,
            out,
            out_fault: None,
            talk,
            talk_colour: false,
            recorded: Vec::new(),
        }
    }

    /// Colours for results, if they may be coloured.
    pub fn paint(&self) -> Paint {
        Paint::new(self.colour && self.format == Format::Human)
    }

    /// One of two texts, by language.
    pub fn word<'a>(&self, ko: &'a str, en: &'a str) -> &'a str {
        match self.lang {
            Lang::Ko => ko,
            Lang::En => en,
        }
    }

    /// Writes a result, as it is.
    pub fn print(&mut self, text: impl Display) {
        if self.out_fault.is_none() {
            self.out_fault = write!(self.out, "{text}").err();
        }
    }

    /// Writes a line of a result.
    pub fn line(&mut self, text: impl Display) {
        self.print(format_args!("{text}\n"));
    }

    /// Writes a JSON value as a result, indented, with a line end.
    pub fn json(&mut self, value: &serde_json::Value) {
        self.line(format_args!("{value:#}"));
    }

    /// Writes a finding as a result, in the form asked for.
    ///
    /// In JSON that is one line; a command whose result is one JSON object
    /// puts [`render::json::finding`] into it instead.
    pub fn finding(&mut self, finding: &Finding) {
        let text = render::finding(finding, self.lang, self.format, self.colour);
        self.print(text);
    }

    /// Writes a line of talk. In JSON nothing is said: programs read codes.
    pub fn talk(&mut self, text: impl Display) {
        if self.format != Format::Json {
            self.tell(&format!("{text}\n"));
        }
    }

    /// Writes help as talk, whatever the form: there is no other result.
    pub(super) fn talk_help(&mut self, text: &StyledStr) {
        let text = usage::styled(text, self.talk_colour);
        self.tell(&text);
    }

    /// Writes a finding as talk, in the form asked for (JSON: one line each).
    pub fn talk_finding(&mut self, finding: &Finding) {
        let text = render::finding(finding, self.lang, self.format, self.talk_colour);
        self.tell(&text);
    }

    /// Tells an error, and hands back the exit that the caller names for it.
    #[must_use]
    pub fn fail(&mut self, error: &dyn Coded, exit: Exit) -> Exit {
        self.talk_finding(&error.finding());
        exit
    }

    /// Notes an entry that is on the trail now, whatever becomes of the results.
    pub fn recorded(&mut self, case: &str, entry: &Appended) {
        let Appended { case_seq, hash, .. } = entry;
        self.recorded.push(Bilingual::new(
            format!("사건 `{case}`의 {case_seq}번 기록은 이미 남았습니다(해시 {hash}). 다시 하면 한 번 더 기록됩니다."),
            format!("Entry {case_seq} of case `{case}` was recorded (hash {hash}); to repeat the command would record another."),
        ));
    }

    /// Whether nobody reads the results any more, so that long work may stop.
    pub fn is_closed(&self) -> bool {
        self.out_fault.is_some()
    }

    /// Sends what is still in the buffer, so that a person sees it now.
    pub fn flush(&mut self) {
        if self.out_fault.is_none() {
            self.out_fault = self.out.flush().err();
        }
    }

    /// Ends the output, and says what the program ends with.
    #[must_use]
    pub fn finish(mut self, exit: Exit) -> Exit {
        self.flush();
        match self.out_fault.take() {
            Some(fault) if fault.kind() != ErrorKind::BrokenPipe => {
                let error = OutputError { cause: fault };
                let recorded = std::mem::take(&mut self.recorded).into_iter();
                let finding = recorded.fold(error.finding(), Finding::note);
                self.talk_finding(&finding);
                exit.worse(Exit::Failure)
            }
            _ => exit,
        }
    }

    fn tell(&mut self, text: &str) {
        // Whoever reads both streams sees them in the order of writing.
        self.flush();
        // Nothing can be said any more where standard error is closed.
        let _ = self
            .talk
            .write_all(text.as_bytes())
            .and_then(|()| self.talk.flush());
    }
}

fn coloured(choice: ColorChoice) -> bool {
    !matches!(choice, ColorChoice::Never)
}

/// Whether a person sits before standard error, so that progress may be shown.
pub fn talks_to_a_person() -> bool {
    io::stderr().is_terminal()
}

/// The results could not be written: a full disk, say.
#[derive(Debug, thiserror::Error)]
#[error("the results could not be written")]
pub struct OutputError {
    /// What the operating system says.
    #[source]
    pub cause: io::Error,
}

impl Coded for OutputError {
    fn finding(&self) -> Finding {
        Finding::new(super::codes::OUTPUT_FAILED).with("cause", crate::library::cause(&self.cause))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Failing(ErrorKind);

    impl Write for Failing {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(self.0.into())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn written_to(kind: ErrorKind) -> Exit {
        let mut context = Context::to(
            Lang::En,
            Format::Plain,
            Path::new("."),
            Box::new(Failing(kind)),
            Box::new(io::sink()),
        );
        context.line("a");
        assert!(context.is_closed());
        context.line("b");
        context.finish(Exit::Well)
    }

    #[test]
    fn a_reader_who_leaves_is_no_failure_and_a_full_disk_is() {
        assert_eq!(written_to(ErrorKind::BrokenPipe), Exit::Well);
        assert_eq!(written_to(ErrorKind::StorageFull), Exit::Failure);
    }
}
