//! `bluebutton measures`: how soon patients can see what was done, how many use it, how soon requests are
//! answered. `docs/measures.md` says what each number means.

use std::process::ExitCode;

use anyhow::Context as _;
use bluebutton_record::entry::Names as _;
use bluebutton_record::measures::{
    IndicatorLine, MeasurePeriod, MeasureScope, MeasureSheet, lines, median_days,
};
use clap::Args;
use jiff::civil::Date;
use serde_json::{Value, json};

use super::Common;

/// Options of `measures`.
#[derive(Args)]
#[command(after_help = "Examples:\n  bluebutton measures --from 2026-01-01 --to 2026-03-31\n  \
    bluebutton measures --from 2026-01-01 --to 2026-12-31 --csv > measures.csv\n\n\
    Counts first what is not counted yet. docs/measures.md says what each number means.")]
pub struct MeasuresArgs {
    /// First day
    #[arg(long, value_name = "DAY")]
    from: Date,
    /// Last day
    #[arg(long, value_name = "DAY")]
    to: Date,
    /// Only visits of this organization or clinician, as the directory names it (Organization/dir.x)
    #[arg(long, value_name = "REFERENCE", default_value = "all")]
    of: String,
    /// A table for a spreadsheet
    #[arg(long)]
    csv: bool,
}

/// Counts the measures of some days, from the patients themselves.
pub async fn run(args: MeasuresArgs, common: &Common) -> anyhow::Result<ExitCode> {
    let period = MeasurePeriod::days_of(args.from, args.to);
    let period = period.context("--to must not be before --from")?;
    let scope = MeasureScope::parse(&args.of);
    let scope = scope.context("--of takes all, Organization/… or Practitioner/…")?;
    let store = common.open_existing_store().await?;
    store.audit().count_events().await?;
    store.measures().count().await?;
    let counted = store.measures().counted_anew(&period, &scope).await?;
    let told = lines(&counted.numbers, counted.open);
    let median = median_days(&counted.numbers);
    if args.csv {
        let name = store.directory().names().await?.name(scope.word()).unwrap_or_default();
        let mut sheet = MeasureSheet::new();
        sheet.add(&period, (scope.word(), &name), &told);
        print!("{}", sheet.finish());
    } else if common.json {
        let measures: Vec<Value> = told.iter().map(in_json).collect();
        println!(
            "{}",
            json!({ "period": period.word(), "of": scope.word(), "measures": measures,
                "median_days_to_answer": median })
        );
    } else {
        for line in &told {
            let percent = line.percent().map_or_else(|| "-".to_owned(), |one| format!("{one} %"));
            println!(
                "{:<16} {percent:>8}  {} of {}, {} left out",
                line.indicator.word(),
                line.numerator,
                line.denominator,
                line.excluded
            );
        }
        if let Some(days) = median {
            println!("half of the answers came within {days} days");
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn in_json(line: &IndicatorLine) -> Value {
    json!({
        "measure": line.indicator.word(),
        "numerator": line.numerator,
        "denominator": line.denominator,
        "excluded": line.excluded,
        "percent": line.percent(),
    })
}
