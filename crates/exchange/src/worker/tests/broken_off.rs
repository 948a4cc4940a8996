//! A worker that goes away, at the worst moments.

use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;

use super::*;
use bluebutton_store::events::SendingStep::{Asked, Opened, Uncertain};

/// A mail server that takes whole messages and then says nothing: what it took comes out of the channel.
async fn silent_server() -> (u16, mpsc::Receiver<String>) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let (taken, messages) = mpsc::channel(16);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(take_and_say_nothing(stream, taken.clone()));
        }
    });
    (port, messages)
}

async fn take_and_say_nothing(stream: TcpStream, taken: mpsc::Sender<String>) {
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read).lines();
    write.write_all(b"220 localhost\r\n").await.unwrap();
    while let Ok(Some(line)) = lines.next_line().await {
        if line != "DATA" {
            write.write_all(b"250 localhost\r\n").await.unwrap();
            continue;
        }
        write.write_all(b"354 go on\r\n").await.unwrap();
        let mut message = String::new();
        while let Ok(Some(line)) = lines.next_line().await {
            if line == "." {
                let _ = taken.send(message).await;
                // The answer never comes; the connection stays.
                return std::future::pending().await;
            }
            message.push_str(&line);
            message.push('\n');
        }
        return;
    }
}

#[tokio::test]
async fn after_a_crash_between_handing_over_and_noting_it_nothing_is_sent_twice() {
    let mut site = site(Accepts::Everybody).await;
    let working_port = site.place.mail.smtp.port;
    let (port, mut messages) = silent_server().await;
    site.place.mail.smtp.port = port;
    let id = site.ask(Way::Direct, DOCTOR).await;
    let (store, mail) = (site.store.clone(), Arc::new(site.place.mail.clone()));
    let job = store.jobs().take().await.unwrap().unwrap();
    let Job::Transmission(what) = job.job.clone() else { panic!("{job:?}") };
    let working = tokio::spawn(async move { transmission::send(&store, &mail, &job, &what).await });
    // The clinic has the whole message, and the worker dies before it hears so.
    let message = messages.recv().await.unwrap();
    working.abort();
    assert!(working.await.unwrap_err().is_cancelled());
    assert!(message.contains(&format!("Message-ID: <{id}@")), "the same for every try");
    assert_eq!(site.state(&id).await, TransmissionState::HandingOver);
    assert!(!site.work().await, "not before its time is over");

    site.place.mail.smtp.port = working_port;
    site.clock.fetch_add(60, Ordering::SeqCst);
    assert!(site.work().await);

    assert_eq!(site.state(&id).await, TransmissionState::MayHaveGone);
    assert_eq!(site.told().await, [Uncertain, Opened, Asked]);
    assert!(site.inbox.list().is_empty(), "it was sent a second time");
    site.clock.fetch_add(24 * 3600, Ordering::SeqCst);
    assert!(!site.work().await, "nothing is left to do");
}

#[tokio::test]
async fn after_a_crash_before_handing_over_it_is_sent() {
    let site = site(Accepts::Everybody).await;
    let id = site.ask(Way::Direct, DOCTOR).await;
    // Taken by a worker that dies before it comes to anything.
    drop(site.store.jobs().take().await.unwrap().unwrap());
    assert!(!site.work().await);
    site.clock.fetch_add(60, Ordering::SeqCst);
    assert!(site.work().await);
    assert_eq!(site.state(&id).await, TransmissionState::Sent);
    assert_eq!(site.inbox.list().len(), 1);
}

#[tokio::test]
async fn a_server_that_hangs_up_without_an_answer_may_have_the_message() {
    let mut site = site(Accepts::Everybody).await;
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    site.place.mail.smtp.port = listener.local_addr().unwrap().port();
    let id = site.ask(Way::Direct, DOCTOR).await;
    let hanging_up = tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        let (taken, mut messages) = mpsc::channel(1);
        let talking = tokio::spawn(take_and_say_nothing(stream, taken));
        let message = messages.recv().await;
        talking.abort();
        message.is_some()
    });
    assert!(site.work().await);
    assert!(hanging_up.await.unwrap());
    assert_eq!(site.state(&id).await, TransmissionState::MayHaveGone);
}

#[tokio::test]
async fn a_transmission_whose_job_is_parked_says_so_and_goes_on_when_staff_let_it() {
    let site = site(Accepts::Everybody).await;
    let id = site.ask(Way::Direct, DOCTOR).await;
    for _ in 0..3 {
        drop(site.store.jobs().take().await.unwrap().unwrap());
        site.clock.fetch_add(60, Ordering::SeqCst);
    }
    assert!(!site.work().await);
    assert_eq!(site.state(&id).await, TransmissionState::Held);

    let jobs = site.store.jobs();
    let parked = bluebutton_store::jobs::JobState::Parked;
    let list = jobs.list(&Who::Operator, parked, 0, 10).await.unwrap();
    jobs.retry(&Who::Operator, &list[0].id).await.unwrap();
    assert_eq!(site.state(&id).await, TransmissionState::Waiting);
    assert!(site.work().await);
    assert_eq!(site.state(&id).await, TransmissionState::Sent);
}

#[tokio::test]
async fn one_worker_holds_a_slow_server_and_another_sends_meanwhile() {
    let mut site = site(Accepts::Everybody).await;
    let working_port = site.place.mail.smtp.port;
    let (port, mut messages) = silent_server().await;
    site.place.mail.smtp.port = port;
    let slow = site.ask(Way::Email, "ana@slow.example").await;
    let (store, mail) = (site.store.clone(), Arc::new(site.place.mail.clone()));
    let holding = tokio::spawn(async move { work_once(&store, &mail).await });
    messages.recv().await.unwrap();

    site.place.mail.smtp.port = working_port;
    let quick = site.ask(Way::Direct, DOCTOR).await;
    assert!(site.work().await);

    assert_eq!(site.state(&quick).await, TransmissionState::Sent);
    assert_eq!(site.state(&slow).await, TransmissionState::HandingOver);
    holding.abort();
}
