//! The program itself: how fast it starts, how much memory it rests in, how large it is.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::Context as _;

use super::Ground;
use super::table::{Figure, Unit};

/// Longer than this a start is a failure, not a figure.
const START_MAX: Duration = Duration::from_secs(30);

/// A server that is stopped when the measuring ends, however it ends.
pub struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // It may have stopped by itself; there is nobody to tell.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Running {
    /// Starts this very program on a store, and waits until it answers.
    pub async fn start(ground: &Ground) -> anyhow::Result<(Self, SocketAddr)> {
        let address = free_address()?;
        let begun = Instant::now();
        let mut command = Command::new(std::env::current_exe()?);
        command.args(["serve", "--listen", &address.to_string(), "--data"]).arg(&ground.data);
        if let Some(database) = &ground.database {
            command.args(["--database", database]);
        }
        let child = command
            .env("BLUEBUTTON_ROOT_KEY", "42".repeat(32))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .context("the server could not be started")?;
        let running = Self(child);
        while !answers(address) {
            anyhow::ensure!(begun.elapsed() < START_MAX, "the server did not answer in 30 s");
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        Ok((running, address))
    }

    /// Its number in the system.
    pub fn id(&self) -> u32 {
        self.0.id()
    }
}

/// How fast this very program starts on the imported store, and how large it is.
pub async fn measure(ground: &Ground) -> anyhow::Result<Vec<Figure>> {
    let size = std::fs::metadata(std::env::current_exe()?)?.len();
    let begun = Instant::now();
    let (running, _) = Running::start(ground).await?;
    let start = begun.elapsed();
    let memory = resident_bytes(running.id())?;
    Ok(vec![
        Figure::new("start to first answer", start.as_secs_f64() * 1_000.0, Unit::Milliseconds)
            .goal("under 300 ms"),
        Figure::new("memory at rest", memory as f64 / 1e6, Unit::Megabytes).goal("under 60 MB"),
        Figure::new("the program on disk", size as f64 / 1e6, Unit::Megabytes).goal("under 100 MB"),
    ])
}

fn free_address() -> anyhow::Result<SocketAddr> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?)
}

fn answers(address: SocketAddr) -> bool {
    let ask = || -> std::io::Result<bool> {
        let mut stream = TcpStream::connect(address)?;
        stream
            .write_all(b"GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")?;
        let mut answer = [0; 12];
        stream.read_exact(&mut answer)?;
        Ok(answer.ends_with(b" 200"))
    };
    ask().unwrap_or(false)
}

/// Seconds that this process has kept processors busy, its threads together.
pub fn processor_seconds() -> anyhow::Result<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat")?;
    // The second field, the name, may hold spaces; the times are the twelfth and thirteenth behind it.
    let behind = stat.rsplit_once(')').map_or("", |(_, behind)| behind);
    let ticks = behind.split_whitespace().skip(11).take(2).map(str::parse::<u64>);
    let ticks: u64 = ticks.sum::<Result<u64, _>>().context("no processor times")?;
    Ok(ticks as f64 / TICKS_PER_SECOND)
}

/// What the kernel counts these times in, on every Linux (`getconf CLK_TCK`).
const TICKS_PER_SECOND: f64 = 100.0;

/// What a process holds in memory.
pub fn resident_bytes(process: u32) -> anyhow::Result<u64> {
    of_status(process, "VmRSS:")
}

/// The most it held.
pub fn memory_peak_bytes(process: u32) -> anyhow::Result<u64> {
    of_status(process, "VmHWM:")
}

fn of_status(process: u32, name: &str) -> anyhow::Result<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status.lines().find(|line| line.starts_with(name));
    let kilobytes = line.and_then(|line| line.split_whitespace().nth(1));
    Ok(kilobytes.with_context(|| format!("no {name}"))?.parse::<u64>()? * 1_024)
}
