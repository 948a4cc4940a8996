//! Every URL of the hub, in one place.

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post};
use bluebutton_web::room;

use crate::callers::introduce;
use crate::community::{
    calendar, campaigns, events, guests, hosting, ideas, pictures, posts, readers, search,
    toolkits, writing,
};
use crate::developers::{app_pages, register, switches};
use crate::directory::{letter, organization};
use crate::members::{accounts, alike, asked, asking, badge, certificate, door, mine, talking};
use crate::services::Services;
use crate::{assets, developers, directory, home, logo, open_data, signing, staff, work};

/// What begins the addresses of the hub: where it stands beside a portal, these are its.
pub const PREFIXES: [&str; 7] =
    ["/pledge", "/members", "/find", "/community", "/open-data", "/developers", "/hub-files"];

/// Everything that people reach by URL.
pub fn router(services: Services) -> Router {
    let around = (*services).clone();
    let pages = pledge().merge(members()).merge(find()).merge(community()).merge(data());
    let pages = pages.merge(makers());
    let pages = pages.with_state(services.clone());
    room::around(pages.layer(from_fn_with_state(services, introduce)), around)
}

fn pledge() -> Router<Services> {
    Router::new()
        .route("/pledge", get(home::show))
        .route("/pledge/texts/{pledge}", get(home::text))
        .route("/pledge/checks", get(home::checks))
        .route("/pledge/work", get(work::show))
        .route("/pledge/sign", get(signing::choose))
        .route("/pledge/sign/forget", post(signing::forget))
        .route("/pledge/sign/status", get(signing::show_status))
        .route("/pledge/sign/domain", post(signing::check_domain))
        .route("/pledge/sign/{step}", get(signing::show).post(signing::save))
        .route("/pledge/confirm/{token}", get(signing::show_confirm).post(signing::confirm))
        .route("/pledge/asked/{token}", get(asked::show).post(asked::answer))
        .route("/pledge/logo", get(logo::show).post(logo::check))
        .route("/pledge/staff", get(staff::queue))
        .route("/pledge/staff/posts", get(staff::posts::show).post(staff::posts::decide))
        .route("/pledge/staff/{id}", get(staff::show).post(staff::answer))
        .route("/hub-files/{name}", get(assets::show))
}

fn members() -> Router<Services> {
    Router::new()
        .route("/members", get(directory::members))
        .route("/members/enter", get(door::show).post(door::ask))
        .route("/members/enter/{token}", get(door::show_link).post(door::enter))
        .route("/members/leave", post(door::leave))
        .route("/members/mine", get(mine::show))
        .route("/members/mine/report", post(mine::report))
        .route("/members/mine/addresses", post(mine::set_addresses))
        .route("/members/mine/renew", post(mine::renew))
        .route("/members/mine/withdraw", get(mine::show_withdraw).post(mine::withdraw))
        .route("/members/mine/people", post(mine::invite))
        .route("/members/mine/people/remove", post(mine::remove))
        .route("/members/mine/plans", get(asking::show).post(asking::add))
        .route("/members/mine/plans/{id}", post(asking::change))
        .route("/members/mine/plans/{id}/letter", get(asking::letter))
        .route("/members/mine/events", get(hosting::list))
        .route("/members/mine/events/{id}", get(hosting::show).post(hosting::save))
        .route("/members/mine/events/{id}/off", post(hosting::call_off))
        .route("/members/mine/events/{id}/after", post(hosting::after))
        .route("/members/mine/posts", get(writing::mine))
        .route("/members/mine/posts/{id}", get(writing::ideas).post(writing::tell))
        .route("/members/mine/talks", get(talking::list).post(talking::set_wants))
        .route("/members/mine/talks/{id}", get(talking::show).post(talking::answer))
        .route("/members/mine/talks/to/{org}", get(talking::show_write).post(talking::begin))
        .route("/members/alike", get(alike::show))
        .route("/members/mine/sign-in", get(accounts::show).post(accounts::bind))
        .route("/members/mine/account", post(accounts::make))
        .route("/members/mine/apps", get(app_pages::mine))
        .route("/members/mine/apps/{id}", get(app_pages::show_form).post(app_pages::save))
        .route("/members/mine/write/{kind}", get(writing::show).post(writing::send))
        .route("/members/{id}/badge.svg", get(badge::show))
        .route("/members/{id}/certificate/{pledge}", get(certificate::show))
}

fn find() -> Router<Services> {
    Router::new()
        .route("/find", get(directory::find))
        .route("/find/ask", get(letter::show).post(letter::write))
        .route("/find/letters/{token}", get(letter::show_confirm).post(letter::confirm))
        .route("/find/{id}", get(organization::show))
        .route("/find/{id}/ask", get(letter::show).post(letter::write))
}

fn community() -> Router<Services> {
    Router::new()
        .route("/community", get(events::list))
        .route("/community/calendar.ics", get(calendar::all))
        .route("/community/events/{id}", get(events::show).post(guests::register))
        .route("/community/events/{id}/report", post(events::report))
        .route("/community/events/{id}/event.ics", get(calendar::one))
        .route("/community/by-mail", get(readers::show).post(readers::ask))
        .route("/community/by-mail/{token}", get(readers::show_reader).post(readers::confirm))
        .route("/community/stop/{token}", get(readers::show_reader).post(readers::stop))
        .route("/community/guests/{token}", get(guests::show).post(guests::answer))
        .route("/community/posts/{kind}", get(posts::list))
        .route("/community/post/{id}", get(posts::show))
        .route("/community/post/{id}/mark", post(posts::mark))
        .route("/community/post/{id}/reply", post(writing::reply))
        .route("/community/post/{id}/idea", post(ideas::send))
        .route("/community/ideas/{id}", get(ideas::show).post(ideas::confirm))
        .route("/community/conduct", get(posts::conduct))
        .route("/community/search", get(search::show))
        .route("/community/campaigns", get(campaigns::list))
        .route("/community/campaigns/{id}", get(campaigns::show).post(campaigns::pick))
        .route("/community/campaigns/{id}/poster/{language}", get(campaigns::poster))
        .route("/community/campaigns/{id}/picture/{language}/{shape}", get(pictures::show))
        .route("/community/go/{campaign}/{org}", get(campaigns::follow))
        .route("/community/toolkits", get(toolkits::list))
        .route("/community/toolkits/{kit}/{kind}", get(toolkits::show))
        .route("/community/toolkits/{kit}/{kind}/{language}", get(toolkits::print))
        .route("/community/feed.atom", get(posts::atom))
        .route("/community/feed.json", get(posts::json))
}

fn makers() -> Router<Services> {
    Router::new()
        .route("/developers", get(developers::start))
        .route("/developers/reference", get(developers::reference))
        .route("/developers/openapi.json", get(developers::openapi))
        .route("/developers/sandbox", get(developers::sandbox))
        .route("/developers/try/{switch}/{*path}", get(switches::answer))
        .route("/developers/sample", get(developers::sample))
        .route("/developers/sample-app.html", get(developers::sample_file))
        .route("/developers/smart-app.html", get(developers::smart_file))
        .route("/developers/register", get(register::show).post(register::register))
        .route("/developers/consents", post(register::switch))
        .route("/developers/changes", get(developers::changes))
        .route("/developers/status", get(developers::status))
        .route("/developers/apps", get(app_pages::list))
        .route("/developers/apps/{id}", get(app_pages::show).post(app_pages::report))
}

fn data() -> Router<Services> {
    Router::new()
        .route("/open-data", get(open_data::show))
        .route("/open-data/organizations.json", get(open_data::organizations_json))
        .route("/open-data/organizations.csv", get(open_data::organizations_csv))
        .route("/open-data/checks.csv", get(open_data::checks_csv))
        .route("/open-data/brands.json", get(open_data::brands))
        .route("/open-data/changes.atom", get(open_data::atom))
        .route("/open-data/changes.json", get(open_data::json_feed))
}
