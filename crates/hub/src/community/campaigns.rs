//! Campaigns with kits: words for a message, for posts, for a poster and for a talk, in the name of whoever
//! picks one, in both languages; and a link of its own that is counted without following anybody.

use std::sync::LazyLock;

use askama::Template;
use axum::extract::{Path, State};
use bluebutton_record::Language;
use bluebutton_store::StoreError;
use bluebutton_store::events::MemberDeed;
use bluebutton_store::hub::HubTx;
use bluebutton_web::Frame;
use bluebutton_web::frame::escape_for_query;
use bluebutton_web::network::AskedFrom;
use bluebutton_web::page::{Answer, go_to};
use bluebutton_web::problem::Problem;
use bluebutton_web::session::{Anyone, Asked, SafeForm};
use serde::Deserialize;

use super::shapes::{SHAPES, Shape};
use super::toolkits;
use crate::callers::{Member, frame, show as show_to};
use crate::directory::data as directory;
use crate::limits::{NAME_CHARS_MAX, VISITS_OF_ADDRESS};
use crate::outside::{Block, Sheet};
use crate::paper;
use crate::pledge::Both;
use crate::services::Services;
use crate::work;

/// A campaign with its kit.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Campaign {
    id: String,
    name: Both,
    about: Both,
    subject: Both,
    message: Both,
    posts: Vec<Both>,
    poster: Both,
    notes: Vec<Both>,
}

#[derive(Deserialize)]
struct CampaignsFile {
    campaign: Vec<Campaign>,
}

static CAMPAIGNS: LazyLock<Vec<Campaign>> =
    LazyLock::new(|| match toml::from_str::<CampaignsFile>(include_str!("../../campaigns.toml")) {
        Ok(file) => file.campaign,
        Err(error) => {
            tracing::error!(%error, "the campaigns can't be read");
            Vec::new()
        }
    });

#[derive(Template)]
#[template(path = "community/campaigns.html")]
struct CampaignsPage {
    frame: Frame,
    all: Vec<(String, String, String)>,
}

#[derive(Template)]
#[template(path = "community/kit.html")]
struct KitPage {
    frame: Frame,
    id: String,
    name: String,
    about: String,
    organization: String,
    kits: Vec<CampaignKit>,
    taken_by: Vec<(String, String, i64)>,
    is_picked: bool,
    /// The organization's name as an address takes it.
    escaped: String,
    shapes: [Shape; 4],
    /// The kind of organization whose leaflet it is.
    leaflet: &'static str,
}

/// A kit in one language.
struct CampaignKit {
    tag: &'static str,
    subject: String,
    message: String,
    posts: Vec<String>,
    notes: Vec<String>,
}

impl Campaign {
    fn kit(&self, language: Language, organization: &str, link: &str) -> CampaignKit {
        let fill = |both: &Both| {
            both.of(language).replace("{organization}", organization).replace("{link}", link)
        };
        CampaignKit {
            tag: language.tag(),
            subject: fill(&self.subject),
            message: fill(&self.message).trim().to_owned(),
            posts: self.posts.iter().map(fill).collect(),
            notes: self.notes.iter().map(fill).collect(),
        }
    }
}

fn campaign(id: &str) -> Result<&'static Campaign, Problem> {
    CAMPAIGNS.iter().find(|one| one.id == id).ok_or_else(Problem::not_found)
}

/// What stands large on a campaign's poster and in its pictures, in lines.
pub(super) fn poster_words(id: &str, language: Language) -> Result<&'static str, Problem> {
    campaign(id).map(|one| one.poster.of(language))
}

/// `GET /community/campaigns`
pub(crate) async fn list(anyone: Anyone) -> Answer {
    let frame = frame(&anyone);
    let all = named(&frame);
    show_to(&anyone, &CampaignsPage { frame, all })
}

/// All campaigns: id, name, and what each is about.
pub(crate) fn named(frame: &Frame) -> Vec<(String, String, String)> {
    let language = frame.language();
    let line = |one: &Campaign| {
        (one.id.clone(), one.name.of(language).to_owned(), one.about.of(language).to_owned())
    };
    CAMPAIGNS.iter().map(line).collect()
}

/// The campaigns that an organization took up, with how many came through its link.
pub(crate) fn of_org(
    tx: &mut HubTx<'_, '_>,
    org_id: &str,
) -> Result<Vec<(String, i64)>, StoreError> {
    let rows = tx.query(OF_ORG, &[org_id.into()])?;
    rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect()
}

/// `GET /community/campaigns/{id}`: the kit, in a name that was typed or of the member who is here.
pub(crate) async fn show(
    State(services): State<Services>,
    anyone: Anyone,
    member: Result<Member, Problem>,
    Path(id): Path<String>,
    Asked(fields): Asked,
) -> Answer {
    let campaign = campaign(&id)?;
    let own = member.ok().map(|member| member.org_id);
    let (asked, org_id) = (id.clone(), own.clone().unwrap_or_default());
    let work = move |tx: &mut HubTx<'_, '_>| {
        let rows = tx.query(TAKEN_BY, &[asked.as_str().into()])?;
        let taken = rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)));
        let taken = taken.collect::<Result<Vec<(String, String, i64)>, _>>()?;
        Ok((directory::get(tx, &org_id)?, taken))
    };
    let (org, taken_by) = services.hub.read("read a campaign", work).await?;
    let is_picked = own.as_ref().is_some_and(|own| taken_by.iter().any(|(org, ..)| org == own));
    let link = match &org {
        Some(org) if is_picked => services.url(&format!("/community/go/{id}/{}", org.id)),
        _ => services.url("/find"),
    };
    let leaflet = toolkits::kind_of(org.as_ref().map_or("", |org| org.kind.as_str()));
    let typed: String = fields.get("organization").chars().take(NAME_CHARS_MAX).collect();
    let organization = match org {
        Some(org) => org.name,
        None => typed,
    };
    let frame = frame(&anyone);
    let language = frame.language();
    // The reader's own language first.
    let mut languages = Language::ALL;
    languages.sort_by_key(|one| *one != language);
    let kits = languages.map(|language| campaign.kit(language, &organization, &link));
    let page = KitPage {
        name: campaign.name.of(language).to_owned(),
        about: campaign.about.of(language).to_owned(),
        id,
        escaped: escape_for_query(&organization),
        organization,
        shapes: SHAPES,
        leaflet,
        kits: kits.into(),
        taken_by,
        is_picked,
        frame,
    };
    show_to(&anyone, &page)
}

/// `POST /community/campaigns/{id}`: a member takes it up; its link is counted from now on.
pub(crate) async fn pick(
    State(services): State<Services>,
    Path(id): Path<String>,
    SafeForm(member, _): SafeForm<Member>,
) -> Answer {
    campaign(&id)?;
    let now = services.hub.now().as_microsecond();
    let (by, to) = (member.by(), format!("/community/campaigns/{id}"));
    let work = move |tx: &mut HubTx<'_, '_>| {
        let values = [by.org_id.as_str().into(), id.as_str().into(), now.into()];
        if tx.execute(PICK, &values)? == 1 {
            tx.did(&by, MemberDeed::CampaignTaken, &id)?;
        }
        Ok(())
    };
    services.hub.write("a member takes up a campaign", work).await?;
    Ok(go_to(&to))
}

/// `GET /community/campaigns/{id}/poster/{language}`: the poster as a PDF.
pub(crate) async fn poster(
    State(services): State<Services>,
    anyone: Anyone,
    Path((id, language)): Path<(String, String)>,
    Asked(fields): Asked,
) -> Answer {
    let campaign = campaign(&id)?;
    let language = Language::parse(&language).ok_or_else(Problem::not_found)?;
    let frame = frame(&anyone).in_language(language);
    let organization: String = fields.get("organization").chars().take(NAME_CHARS_MAX).collect();
    let sheet = Sheet {
        language,
        head: organization,
        title: campaign.name.of(language).to_owned(),
        blocks: vec![
            Block::Large(campaign.poster.of(language).to_owned()),
            Block::Text(campaign.about.of(language).to_owned()),
            Block::Large(services.url("/find")),
            Block::Text(frame.t("no-endorsement").into_owned()),
        ],
        foot: frame.t("no-endorsement-short").into_owned(),
        made_at: frame.now.as_microsecond(),
    };
    paper::answer(&services, sheet, "poster").await
}

/// `GET /community/go/{campaign}/{org}`: counts that somebody came, and nothing of who.
pub(crate) async fn follow(
    State(services): State<Services>,
    AskedFrom(from): AskedFrom,
    Path((id, org)): Path<(String, String)>,
) -> Answer {
    campaign(&id)?;
    let now = services.hub.now().as_microsecond();
    // Once a day and network address, which is compared as a keyed hash and not kept beyond the day: whoever
    // presses again and again counts once, and nobody is followed.
    let who = services.hub.keyed("visit", &format!("{id} {org} {from}"));
    let work = move |tx: &mut HubTx<'_, '_>| {
        if work::take_one(tx, who.clone(), VISITS_OF_ADDRESS, now)? {
            tx.execute(COUNT, &[org.as_str().into(), id.as_str().into()])?;
        }
        Ok(())
    };
    services.hub.write("somebody follows a campaign", work).await?;
    Ok(go_to("/find"))
}

const TAKEN_BY: &str = "
    select c.org_id, o.name, c.visits
    from hub_campaign c
    join hub_org o on o.org_id = c.org_id
    where c.campaign = $1
    order by c.visits desc, o.name
    limit 100";

const OF_ORG: &str = "
    select campaign, visits
    from hub_campaign
    where org_id = $1
    order by campaign";

const PICK: &str = "
    insert into hub_campaign (org_id, campaign, picked_at, visits)
    values ($1, $2, $3, 0)
    on conflict (org_id, campaign) do nothing";

const COUNT: &str = "
    update hub_campaign set visits = visits + 1
    where org_id = $1 and campaign = $2";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kits_are_whole_in_both_languages() {
        assert!(CAMPAIGNS.len() > 1);
        for one in CAMPAIGNS.iter() {
            for language in Language::ALL {
                let kit = one.kit(language, "Acme", "https://x.example/find");
                let all = format!("{} {}", kit.message, kit.posts.join(" "));
                assert!(all.contains("Acme") && all.contains("https://x.example/find"));
                assert!(!all.contains('{'), "{all}");
            }
        }
    }
}
