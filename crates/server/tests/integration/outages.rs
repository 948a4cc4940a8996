//! The server while people look at pages, when its process is killed, its database restarts or gives it
//! no connections: what was answered is kept, what can't be answered says "try again", nothing is half.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::mpsc::channel;
use std::thread;

use bluebutton_crypto::{Hidden, SystemRandom, totp};
use bluebutton_record::{Language, PatientKey};
use bluebutton_store::accounts::{CodeOutcome, NewAccount, Role, SignIn};
use bluebutton_store::events::Event;
use bluebutton_store::{Action, OpenOptions, Store, Who};
use jiff::Timestamp;

use crate::longer;
use crate::postgres::{control, new_database, own_server, run};

const ANA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/demo/ana-reyes.json");

/// Where a site's data lie.
pub(crate) struct Place {
    data: tempfile::TempDir,
    database: Option<String>,
}

impl Place {
    pub(crate) fn new(database: Option<String>) -> Self {
        Self { data: tempfile::tempdir().unwrap(), database }
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_bluebutton"));
        command.args(arguments).arg("--data").arg(self.data.path()).env_clear();
        if let Some(database) = &self.database {
            command.args(["--database", database]);
        }
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    async fn store(&self) -> Store {
        let options = OpenOptions {
            data: self.data.path().to_owned(),
            database: self.database.clone(),
            root_key: None,
            #[expect(clippy::disallowed_methods, reason = "the server runs by the system's clock")]
            clock: Arc::new(Timestamp::now),
            random: Arc::new(SystemRandom),
        };
        Store::open(options).await.unwrap()
    }

    /// Ana's record, and a session of hers.
    async fn with_ana(&self) -> Visitor {
        let imported = self.command(&["import", ANA]).output().unwrap();
        assert!(imported.status.success(), "{}", String::from_utf8_lossy(&imported.stderr));
        self.visitor("ana", "reyes").await
    }

    /// Somebody who is signed in, and whose record is found by that.
    pub(crate) async fn visitor(&self, login: &str, name: &str) -> Visitor {
        let store = self.store().await;
        let found = store.patients().search(&Who::Operator, name, 1).await.unwrap();
        let patient = found[0].patient.clone();
        let (accounts, password) =
            (store.accounts(), || Hidden::new("wide river, slow boat".into()));
        let new = NewAccount {
            login: login.into(),
            name: format!("{login} {name}"),
            password: password(),
            role: Role::Person,
            language: Language::English,
        };
        let account = accounts.create(new).await.unwrap();
        accounts.own(&account, &patient).await.unwrap();
        let secret = totp::new_secret(store.random());
        accounts.set_totp(&account, secret.clone()).await.unwrap();
        let SignIn::NeedsCode(waiting) = accounts.sign_in(login, password(), "here").await.unwrap()
        else {
            panic!("no code was asked for");
        };
        let code = totp::code_at(&secret, store.now().as_second());
        let CodeOutcome::Right(session) =
            accounts.give_code(&waiting, &code, "here").await.unwrap()
        else {
            panic!("the code was not taken");
        };
        Visitor { patient, session: session.0 }
    }

    pub(crate) fn serve(&self) -> Server {
        let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let address = format!("127.0.0.1:{free}");
        let mut child = self.command(&["serve", "--listen", &address]).spawn().unwrap();
        let (tell, heard) = channel();
        let lines = BufReader::new(child.stderr.take().unwrap()).lines();
        thread::spawn(move || lines.map_while(Result::ok).try_for_each(|line| tell.send(line)));
        assert!(heard.iter().any(|line| line.starts_with("Blue Button is at")), "it did not start");
        // The rest is read, too: a full pipe would hold the server up.
        thread::spawn(move || heard.iter().count());
        Server { child, address }
    }

    async fn has_no_findings(&self) {
        let found = self.store().await.verify(|_, _| {}).await.unwrap();
        assert_eq!(found.findings, Vec::<String>::new());
    }
}

/// A person who is signed in.
#[derive(Clone)]
pub(crate) struct Visitor {
    pub(crate) patient: PatientKey,
    pub(crate) session: String,
}

/// A server that is killed at the end of its test.
pub(crate) struct Server {
    pub(crate) child: Child,
    pub(crate) address: String,
}

impl Drop for Server {
    fn drop(&mut self) {
        // SIGKILL: nothing of the process runs after this.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// One request on a connection of its own: the status and the whole answer, or why there is none.
pub(crate) fn get(address: &str, path: &str, session: &str) -> std::io::Result<(u16, String)> {
    let mut stream = TcpStream::connect(address)?;
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nHost: {address}\r\nCookie: session={session}\r\n\
         Sec-Fetch-Site: same-origin\r\nConnection: close\r\n\r\n"
    )?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    let status = answer.split(' ').nth(1).and_then(|word| word.parse().ok());
    status.map(|status| (status, answer)).ok_or_else(|| std::io::ErrorKind::UnexpectedEof.into())
}

impl Visitor {
    fn page(&self) -> String {
        format!("/records/{}", self.patient)
    }

    fn looks(&self, address: &str) -> std::io::Result<(u16, String)> {
        get(address, &self.page(), &self.session)
    }
}

/// Four people's worth of pages, until the server is killed behind so many answers; how many whole
/// answers there were in all.
fn looked_at_until_killed(mut server: Server, visitor: &Visitor, after: usize) -> usize {
    let (tell, answered) = channel();
    let looking: Vec<_> = (0..4)
        .map(|_| {
            let (tell, visitor) = (tell.clone(), visitor.clone());
            let address = server.address.clone();
            thread::spawn(move || {
                while let Ok((status, page)) = visitor.looks(&address) {
                    assert_eq!(status, 200, "{page}");
                    if !page.trim_end().ends_with("</html>") {
                        break;
                    }
                    tell.send(()).unwrap();
                }
            })
        })
        .collect();
    drop(tell);
    let before = answered.iter().take(after).count();
    server.child.kill().unwrap();
    for thread in looking {
        thread.join().unwrap();
    }
    before + answered.iter().count()
}

async fn killed_while_people_look(database: impl Fn() -> Option<String>) {
    let mut looks = 0;
    for round in 0..4 * longer() as usize {
        let after = [1, 6, 17, 40].get(round).copied().unwrap_or(1 + round * 13 % 50);
        let place = Place::new(database());
        let visitor = place.with_ana().await;
        let answered = looked_at_until_killed(place.serve(), &visitor, after);
        assert!(answered >= after);

        place.has_no_findings().await;
        let store = place.store().await;
        let view = Action::View { page: "activity", resource: None };
        let permit = store.access().open(&Who::Operator, &visitor.patient, view).await.unwrap();
        let lines = store.audit().lines(&permit, 0, 500).await.unwrap();
        let is_look =
            |event: &Event| matches!(event, Event::Viewed { page, .. } if page == "overview");
        let told =
            lines.iter().filter(|line| line.told.as_ref().is_some_and(|told| is_look(&told.1)));
        let told = told.count();
        assert!(told >= answered, "{answered} pages were shown, and {told} looks are told of");
        drop(store);
        // It goes on where it was.
        let server = place.serve();
        assert_eq!(visitor.looks(&server.address).unwrap().0, 200);
        looks += answered;
    }
    println!("{} servers killed under {looks} looks: each is told of", 4 * longer());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_killed_while_people_look_has_told_of_every_look_on_sqlite() {
    killed_while_people_look(|| None).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_killed_while_people_look_has_told_of_every_look_on_postgresql() {
    killed_while_people_look(|| Some(new_database("killed_server"))).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_restarts_is_told_and_everything_goes_on() {
    let (folder, url) = own_server();
    let place = Place::new(Some(url));
    let visitor = place.with_ana().await;
    let server = place.serve();
    assert_eq!(visitor.looks(&server.address).unwrap().0, 200);
    assert_eq!(get(&server.address, "/ready", "").unwrap().0, 200);
    let files = tempfile::tempdir().unwrap();
    write_bundles(files.path());
    let mut import = place.command(&["import", files.path().to_str().unwrap()]).spawn().unwrap();
    let mut lines = BufReader::new(import.stdout.take().unwrap()).lines();
    assert!(lines.next().is_some(), "nothing came in");

    control(&folder, "-m immediate stop");
    for path in [visitor.page().as_str(), "/ready", "/records"] {
        let (status, answer) = get(&server.address, path, &visitor.session).unwrap();
        assert_eq!(status, 503, "{path}: {answer}");
        assert!(answer.to_ascii_lowercase().contains("\r\nretry-after: "), "{path}: {answer}");
    }
    control(&folder, "-w start -o \"-c listen_addresses='' -c unix_socket_directories='$DIR'\"");

    let told: Vec<String> = lines.map_while(Result::ok).collect();
    assert!(import.wait().unwrap().success(), "the import ended: {told:?}");
    let all = format!("{BUNDLES} of {BUNDLES} files taken whole");
    assert!(told.iter().any(|line| line.starts_with(&all)), "{told:?}");
    let is_back = (0..100).any(|_| visitor.looks(&server.address).is_ok_and(|it| it.0 == 200));
    assert!(is_back, "no page came back");
    assert_eq!(get(&server.address, "/ready", "").unwrap().0, 200);
    place.has_no_findings().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_without_connections_left_is_told_as_busy_and_never_as_a_fault() {
    let (folder, url) = own_server();
    run(&url, &["create role few login", "create database few owner few"]);
    let database = format!("postgres://few@/few?host={}", folder.display());
    let place = Place::new(Some(database));
    let visitor = place.with_ana().await;
    run(&url, &["alter role few connection limit 3"]);
    let server = place.serve();
    let asking: Vec<_> = (0..32)
        .map(|_| {
            let (visitor, address) = (visitor.clone(), server.address.clone());
            thread::spawn(move || visitor.looks(&address).unwrap())
        })
        .collect();
    let answers: Vec<_> = asking.into_iter().map(|thread| thread.join().unwrap()).collect();
    let with = |status| answers.iter().filter(|answer| answer.0 == status).count();
    assert!(with(200) > 0, "{answers:?}");
    assert_eq!(with(200) + with(503), answers.len(), "{answers:?}");
    run(&url, &["alter role few connection limit -1"]);
    let is_back = (0..100).any(|_| visitor.looks(&server.address).is_ok_and(|it| it.0 == 200));
    assert!(is_back, "no page came back");
}

/// Files of one patient each.
fn write_bundles(folder: &Path) {
    for file in 0..BUNDLES {
        let entries: Vec<String> = (0..30)
            .map(|result| {
                format!(
                    r#"{{"resource":{{"resourceType":"Observation","id":"{file}-{result}","status":"final","subject":{{"reference":"Patient/p{file}"}},"code":{{"text":"Glucose"}},"valueQuantity":{{"value":{result}.50,"unit":"mg/dL"}}}}}}"#
                )
            })
            .collect();
        let bundle = format!(
            r#"{{"resourceType":"Bundle","type":"collection","entry":[{{"resource":{{"resourceType":"Patient","id":"p{file}","identifier":[{{"system":"urn:mrn","value":"70{file}"}}],"name":[{{"family":"Becker{file}"}}],"birthDate":"1955-03-14"}}}},{}]}}"#,
            entries.join(",")
        );
        std::fs::write(folder.join(format!("{file:02}.json")), bundle).unwrap();
    }
}

const BUNDLES: usize = 60;
