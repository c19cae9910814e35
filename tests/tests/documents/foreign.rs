//! Other people's files against the real server: two teams of one title are two charters, what a file says otherwise is
//! told and suggested, and what brought a value is said.

use anyhow::{Context, Result, ensure};
use muster_tests::cast::Cast;
use muster_tests::server::Process;
use serde_json::Value;
use tempfile::tempdir;

const PROGRAM: &str = env!("CARGO_BIN_EXE_muster-under-test");

struct Place {
    cast: Cast,
    server: Process,
    _data: tempfile::TempDir,
}

impl Place {
    async fn begun() -> Result<Self> {
        let data = tempdir()?;
        let cast = Cast::gather(data.path()).await?;
        let server = Process::serve(PROGRAM, data.path(), &[])?;
        Ok(Self { cast, server, _data: data })
    }

    async fn import(&self, query: &str, file: &str) -> Result<Value> {
        let path = format!("/api/import?name={query}");
        let done = self.cast.ask(self.server.address, "leader", "POST", &path, file).await?;
        ensure!(done.status == 200, "{}", done.body);
        Ok(serde_json::from_str(&done.body)?)
    }

    async fn read(&self, path: &str) -> Result<String> {
        Ok(self.cast.ask(self.server.address, "leader", "GET", path, "").await?.body)
    }
}

fn made(done: &Value) -> Result<String> {
    let made = done["made"].as_array().context("documents")?;
    ensure!(made.len() == 1, "{done}");
    Ok(made[0].as_str().context("an id")?.to_owned())
}

const LIGHTS: &str = "# Team Charter\n\n## Mission\n\nKeep the lights burning.\n\n## Members\n\n- Mara Quist, Keeper\n";
const BREAD: &str = "# Team Charter\n\n## Mission\n\nBake bread.\n\n## Members\n\n- Otto Brandl, Baker\n";

#[tokio::test]
async fn two_teams_of_one_title_and_file_name_are_two_charters_and_each_is_found_again() -> Result<()> {
    let place = Place::begun().await?;
    for ([first, second], lights) in
        [(["charter.md", "charter.md"], "lights"), (["a%2Fcrew.md", "b%2Fcrew.md"], "lanterns")]
    {
        let [of_lights, of_bread] = [LIGHTS, BREAD].map(|file| file.replace("lights", lights).replace("bread", lights));
        let one = made(&place.import(first, &of_lights).await?)?;
        let other = made(&place.import(second, &of_bread).await?)?;
        for (doc, mission) in [(&one, format!("Keep the {lights} burning.")), (&other, format!("Bake {lights}."))] {
            ensure!(place.read(&format!("/embed/{doc}.md")).await?.contains(&mission));
        }
        for (name, file) in [(first, &of_lights), (second, &of_bread)] {
            let again = place.import(name, file).await?;
            assert_eq!((&again["made"], &again["same"]), (&Value::Array(Vec::new()), &Value::from(1)), "{again}");
        }
        let more = format!("{of_lights}- Ida Falk, Keeper\n");
        let more = place.import(first, &more).await?;
        assert_eq!(more["filled"], 1, "the same mission under the same name: {more}");
    }
    Ok(())
}

#[tokio::test]
async fn what_a_file_says_otherwise_is_told_and_suggested_once_where_that_is_wanted() -> Result<()> {
    let place = Place::begun().await?;
    let doc = made(&place.import("crew.md", LIGHTS).await?)?;
    let exported = place.read(&format!("/embed/{doc}.md")).await?;
    let unchanged = place.import("export.md", &exported).await?;
    assert_eq!(
        (&unchanged["same"], unchanged["differs"].as_array().map(Vec::len)),
        (&Value::from(1), Some(0)),
        "{unchanged}"
    );
    let edited = exported.replace("burning", "bright");
    let done = place.import("export.md", &edited).await?;
    let differs = done["differs"].as_array().context("differences")?;
    ensure!(
        differs.len() == 1 && differs[0].as_str().is_some_and(|one| one.contains("“Keep the lights bright.”")),
        "{done}"
    );
    assert_eq!(done["suggested"], 0);
    // A file that is read again suggests nothing that is suggested already, and says so.
    for n_made in [1, 0] {
        let done = place.import("export.md&suggest=true", &edited).await?;
        assert_eq!(done["suggested"], n_made, "{done}");
        let talk = place.read(&format!("/embed/{doc}-talk.md")).await?;
        assert_eq!(talk.matches("Keep the lights bright.").count(), 1, "{talk}");
        ensure!(talk.contains("from export.md, imported by leader"), "{talk}");
    }
    ensure!(
        place.read(&format!("/embed/{doc}.md")).await?.contains("Keep the lights burning."),
        "nothing that stands was changed"
    );
    Ok(())
}

#[tokio::test]
async fn what_has_no_field_is_told_by_its_line_and_values_say_what_brought_them() -> Result<()> {
    let place = Place::begun().await?;
    let page =
        "# Crew\n\n## Captain\n\nMara Quist\n\n## Who does what\n\n| Task | Watch |\n| --- | --- |\n| Repair | R |\n";
    let done = place.import("crew.md", page).await?;
    let doc = made(&done)?;
    let lines: Vec<u64> =
        done["told"].as_array().context("told")?.iter().filter_map(|one| one["line"].as_u64()).collect();
    assert_eq!(lines, [7, 11], "{done}");
    let org = place.read("/embed/org.json").await?;
    let org: Value = serde_json::from_str(&org)?;
    let captain = &org["documents"][0]["sheet"]["keyed"]["captains"][&doc][0];
    assert_eq!(
        (captain["value"].as_str(), captain["by"].as_str()),
        (Some("Mara Quist"), Some("Imported from crew.md by leader")),
        "{org}"
    );
    ensure!(captain["at_ms"].as_u64().is_some_and(|at_ms| at_ms > 0), "{captain}");
    Ok(())
}

#[tokio::test]
async fn one_bad_team_of_a_list_costs_itself_and_is_named() -> Result<()> {
    let place = Place::begun().await?;
    let yaml = "sigs:\n- dir: sig-quay\n  name: Quay\n- dir: sig-rope\n- dir: sig-chain\n  name: Chain\n";
    let done = place.import("sigs.yaml", yaml).await?;
    assert_eq!(done["made"].as_array().map(Vec::len), Some(2), "{done}");
    let refused = &done["refused"][0];
    ensure!(
        refused["line"] == 4 && refused["reason"].as_str().is_some_and(|why| why.contains("number 2 of `sigs`")),
        "{done}"
    );
    Ok(())
}
