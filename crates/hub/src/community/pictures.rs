//! Pictures of a campaign's kit, for posts and pages: the campaign's words in the name of whoever uses it, in the
//! sizes that networks and pages ask for, as SVG. A script of the page makes a PNG of one, since networks take
//! no SVG.

use std::fmt::Write as _;

use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::IntoResponse as _;
use bluebutton_record::Language;
use bluebutton_web::page::Answer;
use bluebutton_web::problem::Problem;
use bluebutton_web::session::{Anyone, Asked};

use super::campaigns;
use super::shapes::{SHAPES, Shape};
use crate::callers::frame;
use crate::limits::NAME_CHARS_MAX;
use crate::members::badge::escaped;
use crate::services::Services;

/// `GET /community/campaigns/{id}/picture/{language}/{shape}`
pub(crate) async fn show(
    State(services): State<Services>,
    anyone: Anyone,
    Path((id, language, shape)): Path<(String, String, String)>,
    Asked(fields): Asked,
) -> Answer {
    let language = Language::parse(&language).ok_or_else(Problem::not_found)?;
    let shape = SHAPES.iter().find(|one| one.word == shape).ok_or_else(Problem::not_found)?;
    let words = campaigns::poster_words(&id, language)?;
    let organization: String = fields.get("organization").chars().take(NAME_CHARS_MAX).collect();
    let frame = frame(&anyone).in_language(language);
    let link = services.url("/find");
    let link = link.trim_start_matches("https://").trim_start_matches("http://");
    let lines = Lines {
        words,
        organization: &organization,
        link,
        notice: &frame.t("no-endorsement-short"),
    };
    let headers = [(CONTENT_TYPE, "image/svg+xml"), (CACHE_CONTROL, "private, max-age=300")];
    Ok((headers, lines.drawn(*shape)).into_response())
}

/// What stands in a picture.
struct Lines<'t> {
    words: &'t str,
    organization: &'t str,
    link: &'t str,
    notice: &'t str,
}

/// The width of a letter of a bold face without serifs, as a part of its size: a little more than most have.
const LETTER: f64 = 0.6;

impl Lines<'_> {
    fn drawn(&self, shape: Shape) -> String {
        let (width, height) = (f64::from(shape.width), f64::from(shape.height));
        let edge = width.min(height) * 0.08;
        let room = width - 2.0 * edge;
        let small = (width.min(height) * 0.036).max(13.0);
        // The largest size at which the words fit above what stands at the foot.
        let foot = small * 6.0;
        let fits = |size: &f64| {
            let lines = broken(self.words, *size, room);
            let is_narrow = |line: &String| line.chars().count() as f64 * size * LETTER <= room;
            lines.iter().all(is_narrow)
                && lines.len() as f64 * size * 1.2 + foot + 1.2 * edge <= height
        };
        // A banner is low: its words may take more of it.
        let most = if width > 3.0 * height { 200 } else { 140 };
        let mut sizes = (12..=most).rev().map(|part| width.min(height) * f64::from(part) / 1_000.0);
        let size = sizes.find(fits).unwrap_or(small);
        let says = escaped(&self.words.replace('\n', " "));
        let mut svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {1}\" width=\"{0}\" \
             height=\"{1}\" role=\"img\" aria-label=\"{says}\"><title>{says}</title>\
             <rect width=\"{0}\" height=\"{1}\" fill=\"#1d4f91\"/>\
             <g fill=\"#fff\" font-family=\"system-ui,sans-serif\">",
            shape.width, shape.height
        );
        let mut y = edge + size;
        for line in broken(self.words, size, room) {
            text(&mut svg, (edge, y), (size, "700"), &line);
            y += size * 1.2;
        }
        let foot_at = |line: f64| height - edge * 0.6 - line * small * 1.35;
        let head = size_that_fits(self.organization, (small * 1.3, room));
        text(&mut svg, (edge, foot_at(2.0)), (head, "700"), self.organization);
        text(
            &mut svg,
            (edge, foot_at(1.0)),
            (size_that_fits(self.link, (small, room)), "400"),
            self.link,
        );
        let notice = size_that_fits(self.notice, ((small * 0.7).max(11.0), room));
        text(&mut svg, (edge, foot_at(0.0)), (notice, "400"), self.notice);
        svg.push_str("</g></svg>");
        svg
    }
}

/// A size at which a line stands in one row.
fn size_that_fits(line: &str, (wanted, room): (f64, f64)) -> f64 {
    let letters = line.chars().count().max(1) as f64;
    wanted.min(room / letters / LETTER)
}

fn text(svg: &mut String, (x, y): (f64, f64), (size, weight): (f64, &str), words: &str) {
    if words.is_empty() {
        return;
    }
    // Writing to a String can't fail.
    let _ = write!(
        svg,
        "<text x=\"{x:.0}\" y=\"{y:.0}\" font-size=\"{size:.0}\" font-weight=\"{weight}\">{}</text>",
        escaped(words)
    );
}

/// Words in lines that are no longer than the room, at a size.
fn broken(words: &str, size: f64, room: f64) -> Vec<String> {
    let letters_max = (room / (size * LETTER)).max(1.0) as usize;
    let mut lines = Vec::new();
    for part in words.lines() {
        let mut line = String::new();
        for word in part.split_whitespace() {
            let is_full = line.chars().count() + 1 + word.chars().count() > letters_max;
            if is_full && !line.is_empty() {
                lines.push(std::mem::take(&mut line));
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        lines.push(line);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_picture_holds_all_its_words_inside_its_edges() {
        let lines = Lines {
            words: "Your health record is yours.\nAsk for it this week.",
            organization: "A very long name of an <organization> & its many sisters in the whole of the state",
            link: "movement.example/find",
            notice: "Not an endorsement by HHS or any part of the Federal government.",
        };
        for shape in SHAPES {
            let svg = lines.drawn(shape);
            assert!(svg.contains("&lt;organization&gt; &amp; its"), "{svg}");
            for part in svg.split("<text ").skip(1) {
                let value = |name: &str| -> f64 {
                    let rest = part.split_once(&format!("{name}=\"")).unwrap().1;
                    rest.split('"').next().unwrap().parse().unwrap()
                };
                let words = part.split_once('>').unwrap().1.split("</text>").next().unwrap();
                let words = words.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
                let end = value("x") + words.chars().count() as f64 * value("font-size") * 0.5;
                assert!(end <= f64::from(shape.width), "{} {words}", shape.word);
                assert!(value("y") <= f64::from(shape.height), "{} {words}", shape.word);
            }
            let all: Vec<&str> = svg.split("font-weight=\"700\">").skip(1).collect();
            let words = all.iter().filter_map(|rest| rest.split("</text>").next());
            assert!(
                words
                    .collect::<Vec<_>>()
                    .join(" ")
                    .starts_with("Your health record is yours. Ask for it this week."),
                "{svg}"
            );
        }
    }
}
