//! A very large record for the demo: thirty years of monthly measurements and tests, made by a formula,
//! so that everybody sees the same.

use std::fmt::Write as _;

/// Months of thirty years, up to October 2026.
const MONTHS: u32 = 360;

/// Code, name, unit, kind, low and high end of the usual range, and how it swings.
type GiantTest = (&'static str, &'static str, &'static str, &'static str, f64, f64, f64);

const TESTS: [GiantTest; 9] = [
    ("2345-7", "Glucose", "mg/dL", "laboratory", 70.0, 99.0, 22.0),
    ("2160-0", "Creatinine", "mg/dL", "laboratory", 0.6, 1.3, 0.25),
    ("2951-2", "Sodium", "mmol/L", "laboratory", 136.0, 145.0, 4.0),
    ("2823-3", "Potassium", "mmol/L", "laboratory", 3.5, 5.1, 0.6),
    ("718-7", "Hemoglobin", "g/dL", "laboratory", 13.5, 17.5, 1.6),
    ("2093-3", "Cholesterol", "mg/dL", "laboratory", 120.0, 200.0, 45.0),
    ("29463-7", "Weight", "kg", "vital-signs", 70.0, 90.0, 9.0),
    ("8867-4", "Heart rate", "/min", "vital-signs", 60.0, 100.0, 14.0),
    ("8310-5", "Body temperature", "Cel", "vital-signs", 36.1, 37.2, 0.4),
];

/// The record as lines of FHIR JSON.
pub fn record() -> String {
    let mut lines = String::from(
        r#"{"resourceType":"Patient","id":"jorge","identifier":[{"type":{"text":"Medical record number"},"system":"urn:oid:2.16.840.1.113883.19.5","value":"JORGE-1951"}],"name":[{"use":"official","family":"Reyes","given":["Jorge"]}],"gender":"male","birthDate":"1951-07-02"}"#,
    );
    lines.push('\n');
    for month in 0..MONTHS {
        let (year, of_year) = (1996 + (month + 10) / 12, (month + 10) % 12 + 1);
        for (number, test) in TESTS.iter().enumerate() {
            measurement(&mut lines, test, (month, number), &format!("{year}-{of_year:02}-12"));
        }
    }
    lines
}

fn measurement(lines: &mut String, test: &GiantTest, (month, number): (u32, usize), date: &str) {
    let (code, name, unit, category, low, high, swing) = test;
    // Slow waves of different lengths: some of the values lie outside their range.
    let phase = f64::from(month) / (5.0 + number as f64) + number as f64;
    let value = f64::midpoint(*low, *high) + swing * phase.sin();
    let range = match *category {
        "laboratory" => format!(
            r#","referenceRange":[{{"low":{{"value":{low},"unit":"{unit}"}},"high":{{"value":{high},"unit":"{unit}"}}}}]"#
        ),
        _ => String::new(),
    };
    // Writing to a String can't fail.
    let _ = writeln!(
        lines,
        r#"{{"resourceType":"Observation","id":"o{month}x{number}","status":"final","category":[{{"coding":[{{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"{category}"}}]}}],"code":{{"coding":[{{"system":"http://loinc.org","code":"{code}"}}],"text":"{name}"}},"subject":{{"reference":"Patient/jorge"}},"effectiveDateTime":"{date}","performer":[{{"display":"Valley Laboratory"}}],"valueQuantity":{{"value":{value:.1},"unit":"{unit}","system":"http://unitsofmeasure.org","code":"{unit}"}}{range}}}"#
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_very_large_record_is_large_and_of_one_person() {
        let record = record();
        assert_eq!(record.lines().count(), 1 + 9 * MONTHS as usize);
        assert!(record.contains("\"1996-11-12\"") && record.contains("\"2026-10-12\""));
    }
}
