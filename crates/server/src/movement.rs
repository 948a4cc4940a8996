//! The pledge hub in the program: what it asks of the rest (mail, paper), and its place beside a portal or
//! alone.

use std::sync::Arc;

use anyhow::{Context as _, anyhow};
use axum::Router;
use axum::response::Redirect;
use axum::routing::get;
use bluebutton_api::ApiSettings;
use bluebutton_exchange::direct::{MailSettings, PlainMail, send_notice};
use bluebutton_exchange::typeset;
use bluebutton_hub::outside::{
    AppDoors, Block, FhirHere, FhirKind, Mail, NewRegistration, Outside, Registered, Sheet,
    Undelivered,
};
use bluebutton_hub::probe::net::Internet;
use bluebutton_hub::{HubSettings, PREFIXES, Services};
use bluebutton_pdf::Piece;
use bluebutton_store::apps::Switch;
use bluebutton_store::{Store, StoreError};
use bluebutton_web::{Site, room};
use futures_util::future::BoxFuture;

use crate::settings::{Api, Settings};

/// What the hub can't do itself, done by the rest of the program.
struct Hands {
    mail: Arc<MailSettings>,
    store: Store,
}

impl Outside for Hands {
    fn send(&self, mail: Mail) -> BoxFuture<'_, Result<(), Undelivered>> {
        Box::pin(async move {
            let Mail { id, to, subject, body, stop } = &mail;
            let (stop, at) = (stop.as_deref(), self.store.now());
            let notice = PlainMail { id, to, subject, body, stop, at };
            send_notice(&self.mail, &notice).await.map_err(|trouble| Undelivered {
                may_pass: trouble.may_pass,
                detail: trouble.detail,
            })
        })
    }

    fn print(&self, sheet: Sheet) -> BoxFuture<'_, Result<Vec<u8>, String>> {
        Box::pin(async move {
            let plate = bluebutton_pdf::notice(&notice(sheet)).map_err(|error| error.0)?;
            typeset::set(plate).await
        })
    }
}

impl AppDoors for Hands {
    fn register(&self, new: NewRegistration) -> BoxFuture<'_, Result<Registered, StoreError>> {
        Box::pin(async move {
            let NewRegistration { by, mut about, has_secret, from, is_free } = new;
            if let Some(typed) = about.keys.take() {
                let usable = bluebutton_api::usable_keys(&typed);
                about.keys = Some(usable.ok_or(StoreError::NotAllowed("app-keys-not-usable"))?);
            }
            let kind = (has_secret, is_free);
            if is_free {
                // Anybody at all: as if the app had registered itself.
                return self.store.apps().register_itself(about, kind, &from).await;
            }
            self.store.apps().register(by.as_ref(), about, kind).await
        })
    }

    fn switch(&self, token: String, switch: Switch) -> BoxFuture<'_, Result<bool, StoreError>> {
        Box::pin(async move { self.store.apps().switch(&token, switch).await })
    }
}

/// What the API beside the hub serves, from its own table.
fn fhir(settings: &Settings, site: &Site, hands: Arc<Hands>) -> Option<FhirHere> {
    let is_here = settings.api.on && settings.hub.as_ref().is_some_and(|hub| !hub.only);
    let base = format!("{}/fhir", site.address.trim_end_matches('/'));
    let kind = |kind: &bluebutton_api::served::Kind| FhirKind {
        name: kind.name,
        searched_by: kind.params.unwrap_or_default().iter().map(|one| one.name).collect(),
        along: [kind.includes(), kind.included_by()].concat(),
        profiles: kind.profiles.to_vec(),
    };
    let kinds = || bluebutton_api::served::KINDS.iter().map(kind).collect();
    let register = format!("{}/oauth/register", site.address.trim_end_matches('/'));
    let registers_at = settings.api.registration.then_some(register);
    is_here.then(|| FhirHere { base, kinds: kinds(), registers_at, doors: hands })
}

fn notice(sheet: Sheet) -> bluebutton_pdf::Notice {
    let piece = |block| match block {
        Block::Heading(text) => Piece::Heading(text),
        Block::Text(text) => Piece::Text(text),
        Block::Large(text) => Piece::Large(text),
        Block::List(lines) => Piece::List(lines),
        Block::Pairs(pairs) => Piece::Pairs(pairs),
        Block::Signature(text) => Piece::Signature(text),
    };
    bluebutton_pdf::Notice {
        language: sheet.language.tag().to_owned(),
        head: sheet.head,
        title: sheet.title,
        pieces: sheet.blocks.into_iter().map(piece).collect(),
        foot: sheet.foot,
        made_at: sheet.made_at,
    }
}

/// What apps read, by these settings; `None` where it is not switched on.
pub fn api(settings: &Settings, store: &Store, site: Site) -> Option<bluebutton_api::Services> {
    let Api { days_max, registration, .. } = settings.api;
    let own = ApiSettings { days_max, registration };
    settings.api.on.then(|| bluebutton_api::Services::new(store.clone(), site, own))
}

/// The hub of these settings; `None` where it is not switched on.
pub fn services(
    settings: &Settings,
    store: &Store,
    (site, mail): (Site, Arc<MailSettings>),
) -> anyhow::Result<Option<Services>> {
    let Some(own) = &settings.hub else { return Ok(None) };
    let pledges = own
        .pledges
        .as_ref()
        .map(|file| {
            std::fs::read_to_string(file)
                .with_context(|| format!("hub.pledges: {} can't be read", file.display()))
        })
        .transpose()?;
    let hub = HubSettings {
        address: site.address.clone(),
        staff: own.staff.clone(),
        checks: own.checks,
        name_servers: own.name_servers.clone(),
        pledges,
        beside_portal: !own.only,
        demo_inbox: site.demo.as_ref().and_then(|demo| demo.inbox.clone()),
    };
    let net = Internet::new(own.name_servers.clone()).map_err(|why| anyhow!(why))?;
    let hands = Arc::new(Hands { mail, store: store.clone() });
    let fhir = fhir(settings, &site, hands.clone());
    let web = bluebutton_web::Services::new(store.clone(), site, &bluebutton_hub::words::CATALOGS);
    let services = Services::new(web, store.hub(), hub, (hands, Arc::new(net)));
    let services = services.map_err(|why| anyhow!(why))?.with_fhir(fhir);
    Ok(Some(services))
}

/// The portal with what apps read and with the hub beside it, or the hub with the doors that its staff come in by.
pub fn pages(
    portal: bluebutton_portal::Services,
    api: Option<bluebutton_api::Services>,
    hub: Option<&Services>,
) -> Router {
    let with_apps = |portal: Router| match api {
        Some(api) => room::beside(portal, bluebutton_api::router(api), &bluebutton_api::PREFIXES),
        None => portal,
    };
    let Some(hub) = hub else { return with_apps(bluebutton_portal::router(portal)) };
    let pages = if hub.settings.beside_portal {
        with_apps(bluebutton_portal::router(portal))
    } else {
        let to = |page: &'static str| get(move || async move { Redirect::to(page) });
        // Where people with an account start, and staff: here there are no records.
        bluebutton_portal::doors_router(portal)
            .route("/", to("/pledge"))
            .route("/records", to("/members/mine"))
            .route("/staff", to("/pledge/staff"))
    };
    room::beside(pages, bluebutton_hub::router(hub.clone()), &PREFIXES)
}
