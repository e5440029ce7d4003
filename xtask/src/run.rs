//! Running programs: announced, from the project's root, with an error that says what failed.

use std::cell::RefCell;
use std::collections::hash_map::DefaultHasher;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::hash::{Hash, Hasher};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// What a step comes to. The error is a sentence for the person at the terminal.
pub type Outcome<T = ()> = Result<T, Box<dyn std::error::Error>>;

/// The folder of the top-level Cargo.toml.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new(".")).to_owned()
}

/// Where steps leave what they made, out of Git's sight.
pub fn scratch() -> PathBuf {
    root().join("target/xtask")
}

/// Whether a CI system runs this, as all of them say by a variable. There nothing may be passed over because it is missing.
pub fn is_in_ci() -> bool {
    std::env::var("CI").is_ok_and(|ci| !["", "0", "false"].contains(&ci.as_str()))
}

thread_local! {
    /// Where this thread's work writes to, unless that is the terminal.
    static KEPT: RefCell<Option<File>> = const { RefCell::new(None) };
}

/// Announces what comes next.
pub fn heading(text: &str) {
    say(&format!("\n── {text}"));
}

/// Prints a line.
pub fn say(text: &str) {
    KEPT.with_borrow_mut(|kept| match kept {
        // what can't be written down is not worth a failure
        Some(file) => drop(writeln!(file, "{text}")),
        None => {
            println!("{text}");
            // what follows may be printed by another program
            let _ = std::io::stdout().flush();
        }
    });
}

/// Work that goes on beside other work. What it prints is kept until it is waited for.
pub struct Beside<T> {
    thread: JoinHandle<T>,
    log: PathBuf,
}

/// Starts `work` beside what comes next; `name` is that of the file in which its output is kept.
pub fn beside<T: Send + 'static>(
    name: &str,
    work: impl FnOnce() -> T + Send + 'static,
) -> Outcome<Beside<T>> {
    fs::create_dir_all(scratch())?;
    let log = scratch().join(format!("{name}.log"));
    let file = File::create(&log)?;
    let thread = thread::spawn(move || {
        KEPT.set(Some(file));
        work()
    });
    Ok(Beside { thread, log })
}

impl<T> Beside<T> {
    /// Waits for the end of it, and prints what it has printed.
    pub fn wait(self) -> Outcome<T> {
        let outcome = self.thread.join();
        say(fs::read_to_string(&self.log)?.trim_end());
        outcome.map_err(|_| "a part of the work broke off".into())
    }
}

/// What came of a program that may fail.
pub struct Tried {
    /// `None` where it took too long.
    pub status: Option<ExitStatus>,
    pub printed: String,
}

impl Tried {
    pub fn is_well(&self) -> bool {
        self.status.is_some_and(|status| status.success())
    }
}

/// A program to run.
pub struct Program(Command);

/// A program of the given name.
pub fn program(name: impl AsRef<OsStr>) -> Program {
    let mut command = Command::new(name);
    command.current_dir(root()).stdin(Stdio::null());
    Program(command)
}

/// A script for the Node on the PATH.
pub fn node(script: &str) -> Program {
    program("node").arg(script)
}

/// Cargo, as it was called.
pub fn cargo() -> Program {
    let cargo = program(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    if is_offline() { cargo.env("CARGO_NET_OFFLINE", "true") } else { cargo }
}

static OFFLINE: AtomicBool = AtomicBool::new(false);

/// From now on nothing is asked of the network.
pub fn go_offline() {
    OFFLINE.store(true, Ordering::Relaxed);
}

/// Whether nothing may be asked of the network.
pub fn is_offline() -> bool {
    OFFLINE.load(Ordering::Relaxed)
}

/// Fails where the network may not be asked for `what`.
pub fn needs_network(what: &str) -> Outcome {
    if is_offline() {
        return Err(
            format!("{what} would have to be downloaded: run it once without --offline").into()
        );
    }
    Ok(())
}

impl Program {
    pub fn arg(mut self, arg: impl AsRef<OsStr>) -> Self {
        self.0.arg(arg);
        self
    }

    pub fn args<A: AsRef<OsStr>>(mut self, args: impl IntoIterator<Item = A>) -> Self {
        self.0.args(args);
        self
    }

    pub fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.0.env(name, value);
        self
    }

    /// Has it run in another folder than the project's.
    pub fn within(mut self, folder: &Path) -> Self {
        self.0.current_dir(folder);
        self
    }

    /// Runs it to its end, whatever that is, or ends it after so long.
    pub fn try_out(mut self, longest: Duration) -> Outcome<Tried> {
        let log = scratch().join("tried.log");
        fs::create_dir_all(scratch())?;
        let file = File::create(&log)?;
        let command = self.0.stdout(file.try_clone()?).stderr(file);
        let mut child = command.spawn().map_err(|error| self.not_started(&error))?;
        let start = Instant::now();
        let status = loop {
            if let Some(status) = child.try_wait()? {
                break Some(status);
            }
            if start.elapsed() > longest {
                child.kill()?;
                child.wait()?;
                break None;
            }
            thread::sleep(Duration::from_millis(20));
        };
        let printed = String::from_utf8_lossy(&fs::read(&log)?).into_owned();
        Ok(Tried { status, printed })
    }

    /// Runs it to its end; anything but exit code 0 is an error.
    pub fn run(mut self) -> Outcome {
        KEPT.with_borrow(|kept| -> Outcome {
            if let Some(file) = kept {
                self.0.stdout(file.try_clone()?).stderr(file.try_clone()?);
            }
            Ok(())
        })?;
        let status = self.0.status().map_err(|error| self.not_started(&error))?;
        if status.success() {
            Ok(())
        } else {
            Err(format!("{} ended with {status}", self.line()).into())
        }
    }

    /// Runs it and returns what it printed.
    pub fn output(mut self) -> Outcome<String> {
        let output =
            self.0.stderr(Stdio::inherit()).output().map_err(|error| self.not_started(&error))?;
        if !output.status.success() {
            return Err(format!("{} ended with {}", self.line(), output.status).into());
        }
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }

    /// Runs it and returns what it printed, however it ended.
    pub fn printed(mut self) -> Outcome<String> {
        let output =
            self.0.stderr(Stdio::null()).output().map_err(|error| self.not_started(&error))?;
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }

    fn not_started(&self, error: &std::io::Error) -> String {
        format!("could not start `{}`: {error}; is it installed and on the PATH?", self.line())
    }

    fn line(&self) -> String {
        let words = std::iter::once(self.0.get_program()).chain(self.0.get_args());
        words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
    }
}

/// Does `work` unless it was done before for the same `inputs`.
pub fn unless_done(
    name: &str,
    inputs: &impl Hash,
    is_there: bool,
    work: impl FnOnce() -> Outcome,
) -> Outcome {
    let mut hasher = DefaultHasher::new();
    inputs.hash(&mut hasher);
    let key = format!("{:016x}", hasher.finish());
    let stamp = scratch().join(format!("{name}.done"));
    if is_there && fs::read_to_string(&stamp).is_ok_and(|done| done == key) {
        return Ok(());
    }
    work()?;
    fs::create_dir_all(scratch())?;
    fs::write(stamp, key)?;
    Ok(())
}
