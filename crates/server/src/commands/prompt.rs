//! Asks for a password without showing it; reads it from standard input where that is no terminal.

use std::io::{BufRead as _, IsTerminal as _, Write as _};
use std::process::{Command, Stdio};

use anyhow::{Context as _, bail};
use bluebutton_crypto::Hidden;

/// A new password: asked for twice on a terminal, one line elsewhere.
pub fn new_password() -> anyhow::Result<Hidden<String>> {
    if !std::io::stdin().is_terminal() {
        return read_line();
    }
    let quiet = Quiet::start()?;
    let first = ask("New password: ")?;
    let second = ask("Once more: ")?;
    drop(quiet);
    if first.reveal() != second.reveal() {
        bail!("the two passwords differ");
    }
    Ok(first)
}

fn ask(question: &str) -> anyhow::Result<Hidden<String>> {
    eprint!("{question}");
    std::io::stderr().flush()?;
    let answer = read_line();
    eprintln!();
    answer
}

fn read_line() -> anyhow::Result<Hidden<String>> {
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line).context("the password could not be read")?;
    let length = line.trim_end_matches(['\r', '\n']).len();
    line.truncate(length);
    Ok(Hidden::new(line))
}

/// The terminal does not show what is typed while this lives.
struct Quiet;

impl Quiet {
    fn start() -> anyhow::Result<Self> {
        // No system calls of our own: unsafe code is forbidden here, and stty is everywhere.
        if !stty("-echo") {
            bail!("the terminal can't hide what is typed: use --password-file");
        }
        Ok(Self)
    }
}

impl Drop for Quiet {
    fn drop(&mut self) {
        stty("echo");
    }
}

fn stty(argument: &str) -> bool {
    let status = Command::new("stty").arg(argument).stdin(Stdio::inherit()).status();
    status.is_ok_and(|status| status.success())
}
