//! `bluebutton demo`: everything on this machine, with sample people, in a throw-away folder.

mod giant;
mod people;

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context as _;
use bluebutton_crypto::smime::{Certificate, Identity, authority};
use bluebutton_exchange::direct::{DirectSettings, MailSettings, SmtpSettings, TlsMode};
use bluebutton_exchange::import::{Importer, Source};
use bluebutton_exchange::inbox::{Accepts, Inbox, InboxSettings};
use bluebutton_exchange::worker;
use bluebutton_portal::Services;
use bluebutton_record::Organization;
use bluebutton_store::Store;
use bluebutton_web::{Demo, DemoPerson, Site};

use super::{Common, serve};
use crate::clock;
use crate::door::{self, Door};
use crate::movement;
use crate::settings::{Hub, Settings};

/// The clinic's Direct address: where the sample messages come from.
const CLINIC: &str = "records@direct.riverside.example";

/// The hospital's Direct address: where they go to.
const HOSPITAL: &str = "surgery@direct.lakeside.example";

/// Who runs the demo's hub, by sign-in name.
const HUB_STAFF: &str = "nora";

/// How long the demo's certificates hold, in days.
const CERTIFICATE_DAYS: i64 = 30;

/// The sample records, part of the program.
const RECORDS: [(&str, &[u8]); 8] = [
    ("ana-reyes.json", include_bytes!("../../../../fixtures/demo/ana-reyes.json")),
    ("tom-becker.json", include_bytes!("../../../../fixtures/demo/tom-becker.json")),
    ("ana-lakeside.xml", include_bytes!("../../../../fixtures/ccda/ana-lakeside-knee.xml")),
    ("maya-reyes.json", include_bytes!("../../../../fixtures/demo/maya-reyes.json")),
    ("sam-okafor.json", include_bytes!("../../../../fixtures/demo/sam-okafor.json")),
    // They have no account: letters wait to be made for them, but for the one who is a small child.
    ("new-patients.json", include_bytes!("../../../../fixtures/demo/new-patients.json")),
    ("rosa-hill.xml", include_bytes!("../../../../fixtures/ccda/rosa-hill-medicines.xml")),
    ("rosa-valley.xml", include_bytes!("../../../../fixtures/ccda/rosa-valley-medicines-2.xml")),
];

/// Files for the records office: one names nobody whose record is here and waits in quarantine, one is
/// of somebody who may be Tom Becker or another of his name and birth date.
const UNCLEAR: [(&str, &[u8]); 2] = [
    (
        "valley-results.json",
        include_bytes!("../../../../fixtures/demo/valley-results-without-a-patient.json"),
    ),
    ("hill-tom-becker.json", include_bytes!("../../../../fixtures/demo/hill-tom-becker.json")),
];

/// Options of `demo`.
#[derive(clap::Args)]
#[command(after_help = "Example:\n  bluebutton demo\n\n\
    The folder is removed when the demo ends. With --data DIR it is kept there instead.")]
pub struct DemoArgs {
    /// Port of the portal; the clinic's inbox takes the next one [0: any free ones]
    #[arg(long, default_value_t = 8080)]
    port: u16,
}

/// Runs the demo until Ctrl-C.
pub async fn run(args: DemoArgs, common: &Common) -> anyhow::Result<ExitCode> {
    let temporary = tempfile::Builder::new().prefix("bluebutton-demo-").tempdir()?;
    let folder = common.data.clone().unwrap_or_else(|| temporary.path().to_path_buf());
    let settings = settings(common, &folder, args.port)?;
    let portal = door::listen(settings.listen).await?;
    let pages = door::listen(local(if args.port == 0 { 0 } else { args.port + 1 })).await?;
    // By name: passkeys are bound to one.
    let portal_url = format!("http://localhost:{}", portal.local_addr()?.port());
    let inbox_url = format!("http://{}", pages.local_addr()?);

    let store = super::open_store(&settings).await?;
    import(&store, &folder).await?;
    let people = people::make(&store).await?;
    let (inbox, mail) = mail(&store, &settings, &folder).await?;

    let demo = Demo {
        people: people.clone(),
        direct_to: Some(HOSPITAL.to_owned()),
        inbox: Some(inbox_url.clone()),
    };
    let site = Site {
        demo: Some(demo),
        // It speaks plain http on this machine, whatever the settings say of the real one.
        secure_cookies: false,
        has_hub: true,
        hub_staff: vec![HUB_STAFF.to_owned()],
        ..settings.site_at(portal_url.clone())
    };
    let hub = hub(&settings, &store, (site.clone(), mail.clone())).await?;
    let api = movement::api(&settings, &store, site.clone());
    let services = Services::new(store.clone(), site)
        .with_mail(mail.clone())
        .with_providers(settings.providers()?);
    let stop = serve::stop_signal();
    let working = tokio::spawn(worker::run(store.for_work(), mail, stop.clone()));
    let moving = tokio::spawn(bluebutton_hub::worker::run(hub.clone(), stop.clone()));
    let inbox_pages = bluebutton_portal::inbox_router(inbox);
    let reading = tokio::spawn(Door::plain(pages).serve(inbox_pages, stop.clone()));
    tell(common, &portal_url, &inbox_url, &people);
    Door::plain(portal).serve(movement::pages(services, api, Some(&hub)), stop).await;
    working.await.context("the worker failed")?;
    moving.await.context("the hub's worker failed")?;
    reading.await.context("the inbox failed")?;
    Ok(ExitCode::SUCCESS)
}

/// The hub with its invented organizations. Their addresses exist nowhere, so nobody is looked at.
async fn hub(
    settings: &Settings,
    store: &Store,
    about: (Site, Arc<MailSettings>),
) -> anyhow::Result<bluebutton_hub::Services> {
    let own = Hub { staff: vec![HUB_STAFF.to_owned()], checks: false, ..Hub::default() };
    let mut settings = settings.clone();
    settings.hub = Some(own);
    let hub = movement::services(&settings, store, about)?.context("the hub did not start")?;
    if bluebutton_hub::seeds::fill(&hub).await? {
        bluebutton_hub::seeds::fill_queues(&hub).await?;
    }
    Ok(hub)
}

fn settings(common: &Common, folder: &Path, port: u16) -> anyhow::Result<Settings> {
    let given = Common { data: Some(folder.to_path_buf()), ..common.clone() };
    let mut settings = given.settings()?;
    settings.set_listen(local(port));
    settings.organization = Organization {
        name: "Riverside Family Clinic".to_owned(),
        phone: Some("+1 555 0100".to_owned()),
        hours: Some("Monday to Friday, 8 am to 5 pm".to_owned()),
        hours_es: Some("de lunes a viernes, de 8 a. m. a 5 p. m.".to_owned()),
        url: None,
    };
    Ok(settings)
}

fn local(port: u16) -> SocketAddr {
    SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), port)
}

/// The sample records come in the way all records do: as files.
async fn import(store: &Store, folder: &Path) -> anyhow::Result<()> {
    let samples = folder.join("samples");
    std::fs::create_dir_all(&samples)?;
    for (name, bytes) in RECORDS {
        std::fs::write(samples.join(name), bytes)?;
    }
    std::fs::write(samples.join("jorge-reyes.ndjson"), giant::record())?;
    let importer = Importer::new(store.clone());
    let summary = importer.run(vec![Source::Path(samples)]).await?;
    anyhow::ensure!(summary.is_whole(), "the sample records did not come in whole");
    for (name, bytes) in UNCLEAR {
        importer.run(vec![Source::Bytes(name.to_owned(), bytes.into())]).await?;
    }
    store.audit().checkpoint().await?;
    Ok(())
}

/// A small authority, our identity, the hospital's identity and its inbox.
async fn mail(
    store: &Store,
    settings: &Settings,
    folder: &Path,
) -> anyhow::Result<(Inbox, Arc<MailSettings>)> {
    let now = store.now().as_second();
    let issued = authority::issue(
        "Blue Button demo authority",
        &[CLINIC, HOSPITAL],
        now - 3_600,
        CERTIFICATE_DAYS,
    )?;
    let [(clinic, clinic_key), (hospital, hospital_key)] = issued.identities.as_slice() else {
        anyhow::bail!("the demo's certificates could not be made");
    };
    let direct = folder.join("direct");
    std::fs::create_dir_all(direct.join("recipients"))?;
    std::fs::create_dir_all(direct.join("anchors"))?;
    std::fs::write(direct.join("recipients/hospital.pem"), hospital)?;
    std::fs::write(direct.join("anchors/demo.pem"), &issued.anchor_pem)?;
    let inbox = InboxSettings {
        identities: vec![Identity::from_pem(hospital, hospital_key)?],
        anchors: Certificate::parse_all(issued.anchor_pem.as_bytes())?,
        accepts: Accepts::Everybody,
        clock: clock::system(),
    };
    let (inbox, address) =
        Inbox::start(local(0), inbox).await.context("the inbox could not start")?;
    let mail = MailSettings {
        smtp: SmtpSettings {
            host: address.ip().to_string(),
            port: address.port(),
            tls: TlsMode::None,
            user: None,
            password: None,
        },
        direct: Some(DirectSettings::of(
            CLINIC,
            Identity::from_pem(clinic, clinic_key)?,
            direct.join("recipients"),
            direct.join("anchors"),
        )?),
        email_from: Some("records@riverside.example".to_owned()),
        organization: settings.organization.clone(),
        site: settings.public_url.clone(),
        zone: settings.time_zone.clone(),
    };
    Ok((inbox, Arc::new(mail)))
}

/// Says where everything is, how to sign in and what to try.
fn tell(common: &Common, portal: &str, inbox: &str, people: &[DemoPerson]) {
    if common.json {
        let people: Vec<_> = people
            .iter()
            .map(|person| {
                serde_json::json!({
                    "name": person.name,
                    "part": person.part,
                    "login": person.login,
                    "password": person.password,
                    "second_factor": person
                        .second_factor
                        .as_ref()
                        .map(bluebutton_crypto::totp::secret_text),
                })
            })
            .collect();
        let told = serde_json::json!({
            "portal": portal, "inbox": inbox, "direct_to": HOSPITAL, "people": people,
        });
        println!("{told}");
        return;
    }
    println!("\nBlue Button is at     {portal}");
    println!("The hospital's inbox  {inbox}\n");
    println!("Sign in as            name      password");
    for person in people {
        println!("  {:<20}{:<10}{}", person.name, person.login, person.password);
    }
    println!("The page that asks for the 6-digit code shows it: this is a demo.\n");
    println!("Try:");
    println!("  as Ana     look at Test results, press the blue button, send the record to");
    println!("             {HOSPITAL}, then open the inbox");
    println!("  as Lucía   see her mother's record, as far as Ana lets her");
    println!("  as Frank   find a patient who is misspelt (beker 1948), make letters for those");
    println!("             who are new, sign out and come in with a code of theirs");
    println!("  as Nora    look at imports and requests, open a record in an emergency");
    println!("  as Priya   say whether that was justified, read the trail");
    println!("  as Alma    add somebody to the staff");
    println!("\nEverybody here is made up. Stop with Ctrl-C; nothing is kept.");
}
