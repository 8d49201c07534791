//! `scenarios/README.md` and the JSON Schema against the declaration of the language.

use std::fmt::Write as _;

use deskload::scenario::language::{key_table, tables};
use deskload::scenario::{limits_table, read, schema};

use super::{MadeUp, rendered, scenarios, shipped};
use crate::bless;

#[test]
fn the_reference_shows_every_key_as_it_is_declared() {
    let path = scenarios().join("README.md");
    let text = std::fs::read_to_string(&path).expect("the reference is there");
    let mut fresh = String::new();
    let mut shown = Vec::new();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        writeln!(fresh, "{line}").expect("memory");
        let Some(name) = line.strip_prefix("<!-- keys: ").and_then(|l| l.strip_suffix(" -->"))
        else {
            continue;
        };
        // A blank line, the table, and after it whatever follows.
        while lines.next_if(|line| line.is_empty()).is_some() {}
        while lines.next_if(|line| line.starts_with('|')).is_some() {}
        let table = tables().into_iter().find(|table| table.name == name);
        let table = table.unwrap_or_else(|| panic!("the reference shows an unknown {name}"));
        write!(fresh, "\n{}", key_table(table)).expect("memory");
        if lines.peek().is_some_and(|line| !line.is_empty()) {
            fresh.push('\n');
        }
        shown.push(name.to_owned());
    }
    for table in tables() {
        assert!(
            shown.iter().any(|name| name == table.name),
            "{} is not in the reference",
            table.name
        );
    }
    if bless::is_asked() {
        std::fs::write(&path, &fresh).expect("writable");
    } else {
        assert!(
            fresh == text,
            "the key tables of scenarios/README.md are out of date; {}",
            bless::HOW
        );
    }
}

/// The same for the page of limits.
#[test]
fn the_reference_shows_every_limit_as_it_is_checked() {
    let path = scenarios().join("README.md");
    let text = std::fs::read_to_string(&path).expect("the reference is there");
    let mark = "<!-- limits -->\n";
    let (before, after) = text.split_once(mark).expect("the reference has a place for limits");
    let rest = after.lines().skip_while(|line| line.is_empty() || line.starts_with('|'));
    let rest: String = rest.map(|line| format!("{line}\n")).collect();
    let gap = if rest.is_empty() { "" } else { "\n" };
    let fresh = format!("{before}{mark}\n{}{gap}{rest}", limits_table());
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&path, &fresh).expect("writable");
    } else {
        assert!(fresh == text, "the limits are out of date: run this test with BLESS=1");
    }
}

#[test]
fn every_whole_scenario_of_the_reference_reads_without_a_word() {
    let text = std::fs::read_to_string(scenarios().join("README.md")).expect("readable");
    let mut blocks = 0;
    for block in text.split("```toml scenario\n").skip(1) {
        let body = block.split("```").next().expect("a block ends");
        let reading = read("README.toml", body.as_bytes(), &MadeUp(&[]), &[]);
        assert!(reading.diagnostics.is_empty(), "{}", rendered(&reading));
        assert!(reading.plan.is_some());
        blocks += 1;
    }
    assert!(blocks > 0);
}

#[test]
fn every_other_toml_block_of_the_reference_is_toml() {
    let text = std::fs::read_to_string(scenarios().join("README.md")).expect("readable");
    for block in text.split("```toml\n").skip(1) {
        let body = block.split("```").next().expect("a block ends");
        let (_, errors) = toml::de::DeTable::parse_recoverable(body);
        assert!(errors.is_empty(), "{errors:?}\n{body}");
    }
}

#[test]
fn the_schema_has_every_key_and_its_references_lead_somewhere() {
    let schema = schema();
    assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
    assert_eq!(schema["$id"], "urn:deskload:scenario");
    let run = &schema["$defs"]["run"]["properties"];
    assert_eq!((&run["horizon"]["default"], &run["seed"]["default"]), (&"5d".into(), &1.into()));
    let text = schema.to_string();
    for table in tables() {
        for field in table.fields {
            assert!(text.contains(&format!("\"{}\":{{", field.key)), "{}", field.key);
            assert!(text.contains(&field.doc.replace('"', "\\\"")), "{}", field.doc);
        }
    }
    let definitions = schema["$defs"].as_object().expect("definitions");
    for reference in text.split("\"$ref\":\"#/$defs/").skip(1) {
        let name = reference.split('"').next().expect("it ends");
        assert!(definitions.contains_key(name), "{name}");
    }
    // One definition a table, and the five words for quantities.
    assert_eq!(definitions.len(), tables().len() - 1 + 5);
}

#[test]
fn every_key_of_the_shipped_scenarios_is_in_the_schema() {
    let schema = schema();
    for path in shipped() {
        let text = std::fs::read_to_string(&path).expect("readable");
        let (table, _) = toml::de::DeTable::parse_recoverable(&text);
        let value = toml::de::DeValue::Table(table.into_inner());
        assert!(fits(&schema, &schema, &value), "{}", path.display());
    }
}

#[test]
fn two_sources_at_once_and_empty_lists_do_not_fit_the_schema() {
    let schema = schema();
    let base = std::fs::read_to_string(scenarios().join("quickstart.toml")).expect("there");
    let fits_text = |text: &str| {
        let (table, _) = toml::de::DeTable::parse_recoverable(text);
        fits(&schema, &schema, &toml::de::DeValue::Table(table.into_inner()))
    };
    assert!(fits_text(&base));
    assert!(!fits_text(&base.replace("rate = ", "csv = \"a.csv\"\nrate = ")));
    assert!(!fits_text(&base.replace("operators = [\"operators\"]", "operators = []")));
}

/// As much of JSON Schema as the language's own schema uses, patterns aside.
fn fits(
    schema: &serde_json::Value,
    rule: &serde_json::Value,
    value: &toml::de::DeValue<'_>,
) -> bool {
    use toml::de::DeValue as V;
    if let Some(name) = rule["$ref"].as_str() {
        return fits(schema, &schema["$defs"][name.trim_start_matches("#/$defs/")], value);
    }
    if let Some(any) = rule["anyOf"].as_array() {
        return any.iter().any(|rule| fits(schema, rule, value));
    }
    if let Some(words) = rule["enum"].as_array() {
        return words.iter().any(|word| word.as_str() == value.as_str());
    }
    if let Some(word) = rule["const"].as_str() {
        return value.as_str() == Some(word);
    }
    match (rule["type"].as_str(), value) {
        (Some("string"), V::String(_)) | (Some("integer"), V::Integer(_)) => true,
        (Some("number"), V::Integer(_) | V::Float(_)) => true,
        (Some("array"), V::Array(items)) => {
            let least = rule["minItems"].as_u64().unwrap_or(0);
            items.len() as u64 >= least
                && items.iter().all(|item| fits(schema, &rule["items"], item.get_ref()))
        }
        (Some("object"), V::Table(table)) => {
            let required = rule["required"].as_array().cloned().unwrap_or_default();
            let complete = required.iter().all(|key| {
                table.keys().any(|written| Some(written.get_ref().as_ref()) == key.as_str())
            });
            let has_all = |keys: &serde_json::Value| {
                let keys = keys["required"].as_array().expect("keys");
                keys.iter().all(|key| {
                    table.keys().any(|written| Some(written.get_ref().as_ref()) == key.as_str())
                })
            };
            let one =
                rule["oneOf"].as_array().map(|some| some.iter().filter(|k| has_all(k)).count());
            let excluded = rule["not"].is_object() && has_all(&rule["not"]);
            complete
                && one.is_none_or(|number| number == 1)
                && !excluded
                && table.iter().all(|(key, value)| {
                    let declared = &rule["properties"][key.get_ref().as_ref()];
                    let rule =
                        if declared.is_null() { &rule["additionalProperties"] } else { declared };
                    rule.is_object() && fits(schema, rule, value.get_ref())
                })
        }
        _ => false,
    }
}
