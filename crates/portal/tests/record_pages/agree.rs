//! No page and no file contradicts another, or itself. Walks every record of the fixtures, of made-up people,
//! and of the corpus where it is present, as a reader would: the pages as they are served, the HTML and text files,
//! the words of the PDF. It shares no code with what it checks.
//!
//! `BLUEBUTTON_CHECK_STEP=1` walks all of the corpus; by default every 40th file of it.

mod file;
mod fresh;
mod read;
mod results;
mod sources;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use bluebutton_exchange::import::Source;
use bluebutton_record::{Language, PatientKey};

use crate::site::Site;
use file::{Chapter, chapter, main_of, manifest, sorted};
use read::{Groups, Piece, decimal, goes_forward, last_date, letters, number, pieces};
use sources::names;

/// The sections whose lists are of things.
const LISTS: [&str; 11] = [
    "medications",
    "allergies",
    "conditions",
    "vaccines",
    "procedures",
    "visits",
    "documents",
    "care-plans",
    "care-team",
    "coverage",
    "claims",
];

/// How a value stands to a range that is printed beside it.
const JUDGED: [&str; 5] = [
    "Within the usual range",
    "Above the usual range",
    "Below the usual range",
    "Far above the usual range",
    "Far below the usual range",
];

/// The day of every test, as [`crate::site::NOW`] says.
const TODAY: (i32, u32, u32) = (2026, 11, 22);

#[tokio::test]
async fn no_page_or_file_of_the_fixtures_contradicts_another_or_itself() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures");
    let mut files = sources::files(&folder.join("ccda"), &["xml"]);
    files.extend(sources::files(&folder.join("demo"), &["json"]));
    files.extend(sources::files(&folder.join("fhir"), &["json"]));
    files.push(folder.join("record/ana.ndjson"));
    let walked = walk(&files, true).await;
    assert!(walked >= 3, "only {walked} records");
}

#[tokio::test]
async fn no_page_or_file_of_made_up_people_contradicts_another_or_itself() {
    let folder = tempfile::tempdir().unwrap();
    let walked = walk(&crate::made::write(folder.path(), 240, 8), false).await;
    assert!(walked >= 60, "only {walked} records");
}

#[tokio::test]
async fn no_page_or_file_of_the_corpus_contradicts_another_or_itself() {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus");
    let corpus = std::env::var_os("BLUEBUTTON_CORPUS").map_or(beside, PathBuf::from);
    if !corpus.is_dir() {
        println!("corpus not there: no_page_or_file_of_the_corpus_contradicts did not run");
        return;
    }
    let step = std::env::var("BLUEBUTTON_CHECK_STEP").ok().and_then(|step| step.parse().ok());
    let mut all = sources::files(&corpus.join("ccda"), &["xml"]);
    all.extend(sources::files(&corpus.join("fhir/synthea"), &["zst", "json"]));
    let some: Vec<PathBuf> = all.into_iter().step_by(step.unwrap_or(40)).collect();
    let walked = walk(&some, false).await;
    assert!(walked >= 3, "only {walked} records");
}

/// Imports the files, walks every record they made; answers how many.
async fn walk(files: &[PathBuf], with_papers: bool) -> usize {
    let sources = files.iter().map(|file| Source::Path(file.clone())).collect();
    let mut site = Site::of(sources).await;
    let keys = site.own_all(&names(files)).await;
    let mut wrong = Vec::new();
    for key in &keys {
        let record = Walk { site: &site, key, wrong: Vec::new() };
        wrong.extend(record.all(with_papers).await);
    }
    site.speak(Language::Spanish).await;
    for key in &keys {
        let record = Walk { site: &site, key, wrong: Vec::new() };
        wrong.extend(record.lists_and_files_agree().await);
    }
    let shown = wrong.iter().take(40).cloned().collect::<Vec<_>>().join("\n");
    assert!(wrong.is_empty(), "{} contradictions in {} records:\n{shown}", wrong.len(), keys.len());
    keys.len()
}

struct Walk<'s> {
    site: &'s Site,
    key: &'s PatientKey,
    wrong: Vec<String>,
}

impl Walk<'_> {
    async fn page(&self, path: &str) -> String {
        let answer = self.site.get_path(&format!("/records/{}{path}", self.key)).await;
        assert_eq!(answer.status, 200, "{path} of {}", self.key);
        answer.body
    }

    fn says(&mut self, is_so: bool, what: impl Into<String>) {
        if !is_so {
            let what = what.into();
            self.wrong.push(format!("{}: {what}", self.key));
        }
    }

    async fn all(mut self, with_papers: bool) -> Vec<String> {
        let file = self.page("/download/file?what=everything&format=html").await;
        let blocks = pieces(&file);
        let manifest = manifest(&blocks);
        for section in LISTS {
            let chapter = chapter(&blocks, section);
            let (lead, groups) = self.list(section).await;
            self.counts(section, &lead, &groups, &chapter, &manifest);
            self.dates(section, &chapter);
            if section == "medications" || section == "allergies" || section == "conditions" {
                self.overview(section, &groups).await;
            }
        }
        self.offers(&manifest).await;
        self.results(&manifest).await;
        self.standings(&blocks);
        if with_papers {
            self.papers(&blocks).await;
        }
        self.visits().await;
        self.freshness().await;
        let more = Walk { wrong: Vec::new(), ..self }.lists_and_files_agree().await;
        self.wrong.into_iter().chain(more).collect()
    }

    /// The lists on the pages and those in the file hold the same under the same headings.
    async fn lists_and_files_agree(mut self) -> Vec<String> {
        let file = self.page("/download/file?what=everything&format=html").await;
        let blocks = pieces(&file);
        for section in LISTS {
            let chapter = chapter(&blocks, section);
            let (_, groups) = self.list(section).await;
            // A document that a newer one replaces is kept on paper, behind the newer one.
            let (page, paper) = (groups, chapter.groups);
            let agree = if section == "documents" {
                page.iter().all(|(group, titles)| {
                    titles
                        .iter()
                        .all(|title| paper.get(group).is_some_and(|all| all.contains(title)))
                })
            } else {
                sorted(&page) == sorted(&paper)
            };
            self.says(agree, format!("{section}: page {page:?}, file {paper:?}"));
        }
        self.wrong
    }

    /// All pages of a list: the lead of the first, and the titles under their headings.
    async fn list(&self, section: &str) -> (String, Groups) {
        let (mut lead, mut groups, mut skip) = (String::new(), Groups::new(), 0);
        loop {
            let html = self.page(&format!("/{section}?skip={skip}")).await;
            let (mut group, mut found) = (String::new(), 0);
            let mut is_title = false;
            for piece in main_of(&html) {
                if skip == 0 && lead.is_empty() && piece.class == "lead" {
                    lead.clone_from(&piece.text);
                }
                if piece.tag == "h2" && piece.class.is_empty() {
                    group.clone_from(&piece.text);
                }
                if is_title && piece.tag == "a" {
                    groups.entry(group.clone()).or_default().push(piece.text.clone());
                    found += 1;
                }
                is_title = piece.class.contains("entry-title");
            }
            if found == 0 {
                return (lead, groups);
            }
            skip += found;
        }
    }

    /// Numbers in sentences are those of the lists.
    fn counts(
        &mut self,
        section: &str,
        lead: &str,
        groups: &Groups,
        chapter: &Chapter,
        manifest: &[(String, usize)],
    ) {
        let of = |name: &str| groups.get(name).map_or(0, Vec::len);
        let first = lead.split(". ").next().unwrap_or_default();
        let said = number(first);
        let wanted = match section {
            "medications" => of("Medicines now"),
            "allergies" => of("Allergies and intolerances now"),
            "conditions" | "care-plans" => of("Active now"),
            "care-team" => of("On the team now"),
            "coverage" => of("In force now"),
            _ => return self.wholes(section, groups, chapter, manifest),
        };
        let is_none = ["No ", "What the record says", "This record lists nobody"]
            .iter()
            .any(|none| first.starts_with(none));
        let said = if is_none || lead.is_empty() { 0 } else { said.unwrap_or(0) };
        self.says(said == wanted, format!("{section}: “{lead}” over a list of {wanted}"));
        self.wholes(section, groups, chapter, manifest);
    }

    /// The file's own numbers: summary, contents and manifest, and how many items stand there.
    fn wholes(
        &mut self,
        section: &str,
        groups: &Groups,
        chapter: &Chapter,
        manifest: &[(String, usize)],
    ) {
        let total: usize = groups.values().map(Vec::len).sum();
        let summary = &chapter.summary;
        let (things, others) = match summary.split_once(", and ") {
            Some((things, others)) => (number(things).unwrap_or(0), number(others).unwrap_or(0)),
            None if summary.starts_with("Only ") => (0, number(summary).unwrap_or(0)),
            None if total == 0 => (0, 0),
            None => (number(summary).unwrap_or(0), 0),
        };
        let is_so = things + others == total;
        self.says(is_so, format!("{section}: “{summary}” over a list of {total}"));
        let told = manifest.iter().find(|(name, _)| *name == chapter.heading);
        let told = told.map_or(0, |(_, count)| *count);
        let is_so = told == things;
        self.says(is_so, format!("{section}: the manifest says {told}, the section {things}"));
    }

    /// What stands among the things of now has not ended, and nothing past is called active.
    fn dates(&mut self, section: &str, chapter: &Chapter) {
        for item in &chapter.items {
            let is_now = item.group.ends_with(" now");
            let has_end = item.date.contains(" to ");
            let ended = last_date(&item.date).is_some_and(|end| end < TODAY);
            let is_so = !(is_now && has_end && ended);
            self.says(is_so, format!("{section}: {} of now ended: {}", item.title, item.date));
            let is_so = !(is_now && item.also.contains("No newer list says"));
            self.says(is_so, format!("{section}: {} of now, and no list says so", item.title));
            let is_so = goes_forward(&item.date);
            self.says(is_so, format!("{section}: {} ends before: {}", item.title, item.date));
            let is_past = item.group.to_lowercase().contains("past");
            let is_so = !(is_past && matches!(item.status.as_str(), "Active" | "In progress"));
            self.says(is_so, format!("{section}: {} is past and {}", item.title, item.status));
        }
        if section == "medications" {
            let now = chapter.groups.get("Medicines now").cloned().unwrap_or_default();
            let distinct: BTreeSet<String> = now.iter().map(|title| title.to_lowercase()).collect();
            self.says(distinct.len() == now.len(), format!("a medicine twice: {now:?}"));
        }
    }

    /// The overview shows of a section what its page has under "now", and counts it alike.
    async fn overview(&mut self, section: &str, groups: &Groups) {
        let blocks = main_of(&self.page("").await);
        let more = format!("/records/{}/{section}", self.key);
        let Some(end) = blocks.iter().rposition(|one| one.tag == "a" && one.href == more) else {
            return;
        };
        let start = blocks[..end].iter().rposition(|one| one.tag == "h2").unwrap_or(0);
        let now: Vec<&String> = groups
            .iter()
            .filter(|(name, _)| name.ends_with(" now"))
            .flat_map(|(_, all)| all)
            .collect();
        let links = blocks[start..end]
            .iter()
            .filter(|one| one.tag == "a" && one.href.starts_with(&format!("{more}/")));
        let shown: Vec<String> = links.map(|one| one.text.clone()).collect();
        for title in &shown {
            let is_so = now.contains(&title);
            self.says(is_so, format!("overview: {title} is not among {section} of now"));
        }
        let is_so = shown.len() == now.len().min(6);
        self.says(is_so, format!("overview: {} of {} {section}", shown.len(), now.len()));
        if let Some(count) = number(&blocks[end].text) {
            let is_so = count == now.len();
            self.says(is_so, format!("overview: “{}” of {}", blocks[end].text, now.len()));
        }
    }

    /// The page of downloads counts what the file will say is in it.
    async fn offers(&mut self, manifest: &[(String, usize)]) {
        let html = self.page("/download").await;
        let offered = html.split("class=\"soft\">(").count() - 1;
        self.says(offered > 0 || manifest.len() < 2, "the page of downloads counts nothing");
        let said = html.split("The whole record</strong>: ").nth(1).and_then(number);
        let counted: usize = manifest.iter().map(|(_, count)| count).sum();
        let is_so = said == Some(counted);
        self.says(is_so, format!("downloads: {said:?} entries, the file will say {counted}"));
        for (section, count) in manifest {
            let words = format!("{section} ({count})");
            let is_about = section == "Personal details";
            let labels = html.replace("<span class=\"soft\">", "").replace("</span>", "");
            let is_so = is_about || labels.contains(&words);
            self.says(is_so, format!("downloads: the file will say {words}"));
        }
    }

    /// A value that is said to be within its range is, and one above or below is not.
    fn standings(&mut self, blocks: &[Piece]) {
        let cells: Vec<&Piece> =
            blocks.iter().filter(|one| matches!(one.tag.as_str(), "td" | "th")).collect();
        for three in cells.windows(3) {
            let [value, range, standing] = three else { continue };
            let word = standing.text.as_str();
            // The ranges of a pressure stand with its two numbers.
            let needs_range = JUDGED.contains(&word) && !value.text.contains('/');
            let is_so = !needs_range || !range.text.is_empty();
            self.says(is_so, format!("{} is “{word}” without a range", value.text));
            let ends = match range.text.split_once(" to ") {
                Some((low, high)) => (decimal(low), decimal(high)),
                None if range.text.ends_with(" or less") => (None, decimal(&range.text)),
                None if range.text.ends_with(" or more") => (decimal(&range.text), None),
                None => continue,
            };
            let Some(value) = decimal(&value.text) else { continue };
            let below = ends.0.is_some_and(|low| value < low);
            let above = ends.1.is_some_and(|high| value > high);
            let is_so = match word {
                "Within the usual range" => !below && !above,
                "Above the usual range" | "Far above the usual range" => above || ends.1.is_none(),
                "Below the usual range" | "Far below the usual range" => below || ends.0.is_none(),
                _ => true,
            };
            self.says(is_so, format!("{value} with the range {} is “{word}”", range.text));
        }
    }

    /// Text and PDF say under each heading what the HTML file says.
    async fn papers(&mut self, blocks: &[Piece]) {
        let text = self.page("/download/file?what=everything&format=text").await;
        let pdf = self.pdf().await;
        for (name, paper) in [("text", Some(text)), ("PDF", pdf)] {
            let Some(paper) = paper.map(|paper| letters(&paper)) else { continue };
            for section in LISTS {
                let chapter = chapter(blocks, section);
                for title in chapter.groups.values().flatten() {
                    let is_so = paper.contains(&letters(title));
                    self.says(is_so, format!("{name}: {section} without {title}"));
                }
                for item in &chapter.items {
                    let is_so = paper.contains(&letters(&item.status));
                    self.says(is_so, format!("{name}: {} is not “{}”", item.title, item.status));
                }
                let head = letters(&format!("{}{}", chapter.heading, chapter.summary));
                let is_empty = chapter.items.is_empty();
                let is_so = is_empty || paper.contains(&head);
                self.says(is_so, format!("{name}: {section} is not “{}”", chapter.summary));
            }
        }
    }

    /// The words of the PDF, by pdftotext.
    async fn pdf(&self) -> Option<String> {
        let path = "/download/file?what=everything&format=pdf";
        self.site.words_of_pdf(&format!("/records/{}{path}", self.key)).await
    }

    /// The next visit is to come, the last one is not.
    async fn visits(&mut self) {
        let blocks = main_of(&self.page("").await);
        let date_after = |heading: &str| {
            let at = blocks.iter().position(|one| one.tag == "h3" && one.text == heading)?;
            let until = blocks[at + 1..].iter().position(|one| one.tag == "h3" || one.tag == "h2");
            let until = until.map_or(blocks.len(), |until| at + 1 + until);
            blocks[at..until].iter().find_map(|one| last_date(&one.text))
        };
        if let Some(next) = date_after("Next visit") {
            self.says(next >= TODAY, format!("the next visit was on {next:?}"));
        }
        if let Some(last) = date_after("Last visit") {
            self.says(last <= TODAY, format!("the last visit will be on {last:?}"));
        }
    }
}
