//! The command line: arguments as typed, then a resolved plan, then the command.

#![expect(clippy::disallowed_methods, reason = "the command line reads arguments and settings of the terminal")]

mod args;
mod build;
mod bundle;
mod check;
mod conversion;
mod convert;
mod failure;
mod import;
mod init;
mod install;
mod links;
mod plan;
mod progress;
mod reviewed;
mod serve;
mod size;

use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

use clap::Parser;

use crate::diag::Diagnostic;
use crate::report::{Counts, Reporter};
use args::Args;
use failure::{Exit, Failure};
use plan::{Command, Plan};

/// How much stack each worker has: pages nest as deep as their limits allow, and a thread's default is small.
const STACK_BYTES: usize = 16 << 20;

/// The most threads that are started, whatever is asked for: more than cores help nobody, and each takes memory.
const MAX_THREADS: usize = 256;

/// What a command writes its diagnostics to.
type Messages = Reporter<io::LineWriter<io::Stderr>>;

/// Runs `taben` with the arguments of the process.
#[must_use]
pub fn main() -> ExitCode {
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(error) => {
            // Help and version come this way too, and go to standard output.
            let _ = error.print();
            return if error.use_stderr() { Exit::Usage.into() } else { Exit::Done.into() };
        }
    };
    let environment = plan::Environment {
        no_color: std::env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty()),
        terminal: io::stderr().is_terminal(),
        output_terminal: io::stdout().is_terminal(),
    };
    let plan = Plan::new(args, environment);
    let mut messages = Reporter::new(io::LineWriter::new(io::stderr()), plan.style);
    let result = run(&plan, &mut messages);
    let exit = match result {
        Ok(()) => verdict(messages.counts(), plan.strict),
        Err(failure) => {
            let _ = messages.report(failure.file.as_ref(), &failure.diagnostics);
            failure.exit
        }
    };
    // Standard error may be closed; the exit code still tells.
    let _ = messages.finish();
    exit.into()
}

/// Runs the command on as many threads as the plan says.
fn run(plan: &Plan, messages: &mut Messages) -> Result<(), Failure> {
    match &plan.command {
        Command::Init(init) => init::run(init),
        Command::Build(build) => build::run(build, plan, messages),
        Command::Serve(serve) => serve::run(serve, plan, messages),
        Command::Check(check) => check::run(check, plan, messages),
        Command::Bundle(bundle) => bundle::run(bundle, plan, messages),
        Command::Conversion(conversion) => conversion::run(conversion, plan, messages),
        Command::Convert(convert) => convert::run(convert, plan, messages),
        Command::Completions(shell) => install::completions(*shell),
        Command::Man(dir) => install::man(dir.as_deref()),
        Command::Import(import) => import::run(import, plan, messages),
    }
}

/// Runs work on its own threads.
fn on_threads<T: Send>(jobs: Option<usize>, work: impl FnOnce() -> T + Send) -> Result<T, Failure> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(jobs.unwrap_or(0).min(MAX_THREADS)).stack_size(STACK_BYTES).build();
    let pool = pool.map_err(|e| Failure::io(Diagnostic::error("threads", format!("cannot start threads: {e}"))))?;
    Ok(pool.install(work))
}

/// What the content's diagnostics mean for the exit code.
fn verdict(counts: Counts, strict: bool) -> Exit {
    if counts.errors > 0 || (strict && counts.warnings > 0) { Exit::Content } else { Exit::Done }
}

/// Writes to standard output.
fn print(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Ok(()) => Ok(()),
        // Whoever reads has seen enough, as `| head` does.
        Err(e) if e.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        Err(e) => Err(Failure::io(Diagnostic::error("write", format!("cannot write to standard output: {e}")))),
    }
}
